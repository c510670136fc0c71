//! What every command needs to know of its surroundings.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Global;
use super::progress::Bars;
use super::reporter::Failure;
use octroi::features::dictionary::Language;
use octroi::pipeline::{Job, Workdir, day};
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
        Ok(asked.map_or_else(|| Settings::of(self.workdir.root()), Settings::read)?)
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
    day(fixed.unwrap_or(now) / 86_400)
}

/// Seconds since 1970-01-01 as `2026-11-22 14:05`, in universal time.
pub fn date_and_time(seconds: u64) -> String {
    let of_day = seconds % 86_400;
    format!("{} {:02}:{:02}", day(seconds / 86_400), of_day / 3600, of_day / 60 % 60)
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_become_dates() {
        assert_eq!(super::date_and_time(20_779 * 86_400 + 50_705), "2026-11-22 14:05");
    }
}
