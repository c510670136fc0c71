//! `octroi export`: the model of a run in a format that others read.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::Context;
use super::reporter::{self, say};
use octroi::artifact::{self, registry};
use octroi::{export, files};

/// Write the model of a run for XGBoost or for ONNX runtimes.
///
/// The file gives the same probabilities as octroi. XGBoost's format has no room for an isotonic
/// calibration: the file then gives uncalibrated probabilities and carries the calibration in its
/// attributes; ONNX holds it all.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  octroi export onnx --out model.onnx\n  \
    octroi export xgboost --run 0123456789ab --out model.json")]
pub struct ExportArgs {
    /// The format.
    #[arg(value_enum)]
    format: FormatArg,
    /// The run, by its name or the start of it. Default: the promoted run.
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// A format that others read.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// XGBoost's JSON model.
    Xgboost,
    /// Open Neural Network Exchange.
    Onnx,
}

/// Runs the command.
pub fn run(context: &Context, args: &ExportArgs) -> reporter::Result {
    context.check_output(&args.out)?;
    let path = registry::find(&context.workdir.runs(), args.run.as_deref())?;
    let run = artifact::load(&path)?;
    let about = export::About {
        run_id: run.manifest.run_id.clone(),
        model_id: run.manifest.model_id.clone(),
        producer_version: run.manifest.code_version.clone(),
        is_synthetic: run.manifest.is_synthetic,
    };
    let (bytes, is_calibrated) = match args.format {
        FormatArg::Xgboost => {
            let exported = export::xgboost(&run.model, &run.calibrator, &about)?;
            (exported.bytes, exported.is_calibrated)
        }
        FormatArg::Onnx => (export::onnx(&run.model, &run.calibrator, &about)?, true),
    };
    files::write_bytes(&args.out, &bytes)?;
    if !context.is_quiet {
        say(&format!("{} ({:.1} kB)\n", args.out.display(), bytes.len() as f64 / 1e3));
        if !is_calibrated {
            say(
                "note: the file gives uncalibrated probabilities; the isotonic calibration stands in its attribute octroi_calibration, or export to onnx\n",
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
