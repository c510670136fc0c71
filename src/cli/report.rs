//! `octroi report`: the note, the sheets and the slides of a run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::context::Context;
use super::reporter::{self, Failure, print, say};
use octroi::artifact::{self, registry};
use octroi::decision::Decision;
use octroi::features::store::TableReader;
use octroi::pipeline::{
    self, Chosen, Publication, SheetsJob, SheetsMade, Stage, list_sheets, merge_sheets,
    write_sheets,
};
use octroi::report::Documents;
use octroi::views::from_run::Speaker;

/// Unknown clients named at the end; the rest is counted.
const N_NAMED: usize = 20;

/// Make the documents of a run: methodology note, client sheets, slides.
///
/// What is up to date is left as it is.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  octroi report note\n  octroi report sheets --clients 100002,100038\n  \
        octroi report sheets --from ids.txt --details --lang en\n  \
        octroi report sheets --decision refused --out refused\n  \
        octroi report sheets --clients 100002,100038 --merge meeting.pdf\n  octroi report all"
)]
pub struct ReportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write reports/methodology.pdf.
    Note(Options),
    /// Write a PDF per client.
    Sheets(SheetsArgs),
    /// Write reports/slides.pdf.
    Slides(Options),
    /// Write the note, the slides and a few example sheets.
    All(Options),
}

/// What every command that makes documents takes.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// The run, by its name or the start of it. Default: the promoted run.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Folder whose templates replace the built-in ones.
    #[arg(long, value_name = "DIR")]
    pub(super) templates: Option<PathBuf>,
    /// Make documents that are up to date, too.
    #[arg(long)]
    force: bool,
}

/// Write a PDF per client: by number, by decision, or for everyone.
///
/// Without a choice, three examples are made: refused, near the threshold, accepted. A sheet that
/// is up to date is left as it is, so that an interrupted command goes on where it stopped.
#[derive(Debug, Args)]
struct SheetsArgs {
    /// The clients, by number.
    #[arg(long, value_name = "ID,…", value_delimiter = ',', conflicts_with_all = ["from", "decision", "all"])]
    clients: Vec<u32>,
    /// A file with a client's number per line; empty lines and lines with # are left out.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["decision", "all"])]
    from: Option<PathBuf>,
    /// Everyone for whom the rule recommends this.
    #[arg(long, value_enum, conflicts_with = "all")]
    decision: Option<DecisionArg>,
    /// Everyone.
    #[arg(long)]
    all: bool,
    /// Folder of the sheets. Default: reports/clients in the work folder.
    #[arg(long, value_name = "DIR", conflicts_with = "merge")]
    out: Option<PathBuf>,
    /// One PDF with all the sheets, instead of one each.
    #[arg(long, value_name = "FILE")]
    merge: Option<PathBuf>,
    /// Add a second page: the main information of the file, the effect of each theme.
    #[arg(long)]
    details: bool,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum DecisionArg {
    /// Refusal is recommended.
    Refused,
    /// Acceptance is recommended.
    Accepted,
}

/// Runs the command.
pub fn run(context: &Context, args: &ReportArgs) -> reporter::Result {
    match &args.what {
        What::Note(options) => publish(context, options, &[Stage::Note]),
        What::Slides(options) => publish(context, options, &[Stage::Slides]),
        What::All(options) => {
            publish(context, options, &[Stage::Note, Stage::Sheets, Stage::Slides])
        }
        What::Sheets(args) => sheets(context, args),
    }
}

/// The run that is asked for, and how its documents are wanted.
pub(super) fn publication(context: &Context, options: &Options) -> Result<Publication, Failure> {
    let path = registry::find(&context.workdir.runs(), options.run.as_deref())?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Publication {
        workdir: context.workdir.clone(),
        run_id: name.unwrap_or_default(),
        language: context.language,
        templates: options.templates.clone(),
        force: options.force,
    })
}

fn publish(context: &Context, options: &Options, stages: &[Stage]) -> reporter::Result {
    let publication = publication(context, options)?;
    let _lock = pipeline::lock(&context.workdir)?;
    context.workdir.sweep();
    let outputs = pipeline::publish(&publication, stages, &context.bars(), &mut Vec::new())?;
    if !context.is_quiet {
        for output in outputs {
            print(&format!("{}\n", output.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn sheets(context: &Context, args: &SheetsArgs) -> reporter::Result {
    let Some(chosen) = chosen(args)? else {
        if let Some(flag) = [("--merge", args.merge.is_some()), ("--out", args.out.is_some())]
            .into_iter()
            .find_map(|(flag, is_given)| is_given.then_some(flag))
            .or(args.details.then_some("--details"))
        {
            return Err(Failure::Command {
                message: format!("{flag} needs clients: expected a choice, found none"),
                hint: Some("add --clients, --from, --decision or --all".to_owned()),
                code: 2,
            });
        }
        return publish(context, &args.options, &[Stage::Sheets]);
    };
    let publication = publication(context, &args.options)?;
    let artifact = artifact::load(&context.workdir.runs().join(&publication.run_id))?;
    let reader = TableReader::open(&context.workdir.features())?;
    let mut speaker = Speaker::new(&artifact, context.language, publication.date())?;
    speaker.is_synthetic |= reader.is_synthetic();
    let job = SheetsJob {
        artifact: &artifact,
        reader: &reader,
        speaker: &speaker,
        documents: &Documents::new(args.options.templates.as_deref())?,
        has_details: args.details,
        inputs: &publication.inputs(Stage::Sheets)?,
        force: args.options.force,
    };
    let bars = context.bars();
    let total = match &chosen {
        Chosen::Clients(clients) => clients.len(),
        Chosen::Decided(_) | Chosen::All => reader.n_clients(),
    };
    bars.begin("sheets", Some(total as u64));
    let (made, place) = match &args.merge {
        Some(file) => {
            context.check_output(file)?;
            (merge_sheets(&job, &chosen, file, &|n| bars.add(n)), file.clone())
        }
        None => {
            let out = args.out.clone().unwrap_or_else(|| context.workdir.sheets());
            context.check_output(&out.join("1.pdf"))?;
            (write_sheets(&job, &chosen, &out, &|n| bars.add(n)), out)
        }
    };
    let made = made.inspect_err(|_| bars.clear())?;
    bars.end("sheets", false, &summary(&made, &place));
    if out_of(args).is_none_or(|out| out == context.workdir.sheets()) {
        list_sheets(&context.workdir.dashboard())?;
    }
    Ok(tell_unknown(&made.unknown, "the other sheets are made"))
}

/// Where sheets of their own are wanted, if anywhere in particular.
fn out_of(args: &SheetsArgs) -> Option<&Path> {
    args.merge.as_deref().or(args.out.as_deref())
}

fn summary(made: &SheetsMade, place: &Path) -> String {
    let kept = match made.n_kept {
        0 => String::new(),
        n => format!(", {n} up to date"),
    };
    format!("{} made{kept} in {}", made.n_made, place.display())
}

/// Names the clients that nobody knows; `others` says what became of the others.
pub(super) fn tell_unknown(unknown: &[u32], others: &str) -> ExitCode {
    if unknown.is_empty() {
        return ExitCode::SUCCESS;
    }
    let named: Vec<String> = unknown.iter().take(N_NAMED).map(u32::to_string).collect();
    let more = match unknown.len().saturating_sub(N_NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let plural = if unknown.len() == 1 { "client is" } else { "clients are" };
    say(&format!(
        "\x1b[1;31merror:\x1b[0m {} {plural} not in the portfolio: {}{more}\n\
         \x1b[1;36m hint:\x1b[0m a client's number is SK_ID_CURR of application_train or \
         application_test; {others}\n",
        unknown.len(),
        named.join(", ")
    ));
    ExitCode::FAILURE
}

/// Whose sheets are asked for; `None` for the examples.
fn chosen(args: &SheetsArgs) -> Result<Option<Chosen>, Failure> {
    if let Some(file) = &args.from {
        return Ok(Some(Chosen::Clients(read_numbers(file)?)));
    }
    Ok(match (args.clients.is_empty(), args.decision, args.all) {
        (false, ..) => Some(Chosen::Clients(args.clients.iter().copied().collect())),
        (true, Some(DecisionArg::Refused), _) => Some(Chosen::Decided(Decision::Refuse)),
        (true, Some(DecisionArg::Accepted), _) => Some(Chosen::Decided(Decision::Accept)),
        (true, None, true) => Some(Chosen::All),
        (true, None, false) => None,
    })
}

/// The numbers in a file, one a line.
pub(super) fn read_numbers(file: &Path) -> Result<BTreeSet<u32>, Failure> {
    let failed = |message: String, hint: &str| Failure::Command {
        message,
        hint: Some(hint.to_owned()),
        code: 2,
    };
    let bytes = std::fs::read(file).map_err(|error| {
        failed(format!("cannot read \"{}\": {error}", file.display()), "check the name of the file")
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let mut numbers = BTreeSet::new();
    for (place, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let written = line.split('#').next().unwrap_or_default().trim();
        if written.is_empty() {
            continue;
        }
        let number = written.parse().map_err(|_| {
            let shown: String = written.chars().take(40).collect();
            failed(
                format!(
                    "\"{}\", line {}: expected a client's number, found {shown:?}",
                    file.display(),
                    place + 1
                ),
                "one number a line, as in SK_ID_CURR; # starts a remark",
            )
        })?;
        numbers.insert(number);
    }
    if numbers.is_empty() {
        return Err(failed(
            format!("\"{}\" holds no client's number", file.display()),
            "one number a line, as in SK_ID_CURR",
        ));
    }
    Ok(numbers)
}
