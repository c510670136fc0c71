//! What every command needs to know of its surroundings.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Global;
use super::progress::Bars;
use super::reporter::Failure;
use octroi::features::dictionary::Language;
use octroi::pipeline::{Job, Workdir};
use octroi::settings::Settings;

/// The surroundings of a command.
#[derive(Debug)]
pub struct Context {
    /// Where data and reports live.
    pub workdir: Workdir,
    /// Language of what people read.
    pub language: Language,
    /// Whether to say nothing but what was asked for.
    pub is_quiet: bool,
    /// Whether to say more.
    pub is_verbose: bool,
}

impl Context {
    pub(super) fn new(global: &Global) -> Self {
        Self {
            workdir: Workdir::new(global.workdir.clone()),
            language: global.lang.into(),
            is_quiet: global.quiet,
            is_verbose: global.verbose,
        }
    }

    /// The settings in force: the file asked for, the work folder's, or the shipped ones.
    pub fn settings(&self, asked: Option<&Path>) -> Result<Settings, Failure> {
        let own = self.workdir.root().join("methodology/assumptions.toml");
        match asked {
            Some(path) => Ok(Settings::read(path)?),
            None if own.is_file() => Ok(Settings::read(&own)?),
            None => Ok(Settings::shipped()?),
        }
    }

    /// A job on the data at `data`.
    pub fn job(
        &self,
        data: PathBuf,
        settings: Settings,
        templates: Option<PathBuf>,
        force: bool,
    ) -> Job {
        Job {
            workdir: self.workdir.clone(),
            data,
            settings,
            language: self.language,
            templates,
            force,
            today: today(),
        }
    }

    /// The flags that a further command on the same work folder needs, each after a space.
    pub fn flags(&self) -> String {
        let mut flags = String::new();
        if self.workdir.root() != Path::new(".") {
            flags.push_str(&format!(" --workdir {}", self.workdir.root().display()));
        }
        if self.language == Language::English {
            flags.push_str(" --lang en");
        }
        flags
    }

    /// Checks that a file to write is none of those that octroi keeps for itself.
    ///
    /// # Errors
    ///
    /// A failure that names the folder.
    pub fn check_output(&self, out: &Path) -> Result<(), Failure> {
        let whole = |path: &Path| std::fs::canonicalize(path).ok();
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = whole(folder.unwrap_or_else(|| Path::new(".")));
        let own = [self.workdir.runs(), self.workdir.trials(), self.workdir.stages()];
        let is_in =
            |own: &PathBuf| folder.iter().zip(whole(own)).any(|(f, own)| f.starts_with(own));
        let is_table = whole(out).is_some() && whole(out) == whole(&self.workdir.features());
        if !is_table && !own.iter().any(is_in) {
            return Ok(());
        }
        Err(Failure::Command {
            message: format!(
                "expected a file of your own, found \"{}\", where octroi keeps its runs and tables",
                out.display()
            ),
            hint: Some("choose another folder for --out".to_owned()),
            code: 2,
        })
    }

    /// Where progress is shown.
    pub fn bars(&self) -> Bars {
        Bars::new(self.is_quiet, self.is_verbose)
    }
}

/// Today, as `2026-11-22`, in universal time; `SOURCE_DATE_EPOCH` sets it for reproducible files.
fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.parse::<u64>().ok());
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date(fixed.unwrap_or(now) / 86_400)
}

/// Seconds since 1970-01-01 as `2026-11-22 14:05`, in universal time.
pub fn date_and_time(seconds: u64) -> String {
    let of_day = seconds % 86_400;
    format!("{} {:02}:{:02}", date(seconds / 86_400), of_day / 3600, of_day / 60 % 60)
}

/// The date of a day counted from 1970-01-01 (proleptic Gregorian calendar).
fn date(days: u64) -> String {
    // Years are counted from March, so that the leap day is the last one.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_become_dates() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (20_779, "2026-11-22"),
            (20_818, "2026-12-31"),
        ] {
            assert_eq!(super::date(days), expected);
        }
        assert_eq!(super::date_and_time(20_779 * 86_400 + 50_705), "2026-11-22 14:05");
    }
}
