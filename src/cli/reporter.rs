//! How a failure is told: what happened, why, and the way out.

use std::error::Error as _;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

/// A command that could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// The library says why.
    Library(octroi::Error),
    /// The command says why, and the way out.
    Command {
        /// What is wrong.
        message: String,
        /// The way out.
        hint: Option<String>,
        /// How the process ends.
        code: u8,
    },
}

impl<E: Into<octroi::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Library(error.into())
    }
}

/// What commands return.
pub type Result = std::result::Result<ExitCode, Failure>;

/// Tells a failure on the error stream and returns its exit code.
pub fn report(failure: &Failure) -> ExitCode {
    let (message, causes, hint, code) = match failure {
        Failure::Library(error) => {
            let mut causes = Vec::new();
            let mut cause = error.source();
            while let Some(next) = cause {
                causes.push(next.to_string());
                cause = next.source();
            }
            (error.to_string(), causes, error.hint(), 1)
        }
        Failure::Command { message, hint, code } => {
            (message.clone(), Vec::new(), hint.clone(), *code)
        }
    };
    let mut text = format!("\x1b[1;31merror:\x1b[0m {message}\n");
    for cause in causes {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  because: {cause}");
    }
    if let Some(hint) = hint {
        let _ = writeln!(text, "\x1b[1;36m hint:\x1b[0m {hint}");
    }
    say(&text);
    ExitCode::from(code)
}

/// Writes to the error stream; a closed one is nobody listening.
pub fn say(text: &str) {
    use std::io::Write as _;
    let _ = write!(anstream::stderr(), "{text}");
}

/// Whether something that was asked for could not be written.
static HAS_LOST: AtomicBool = AtomicBool::new(false);

/// Writes to the output stream; a closed one (`| head`) is nobody listening.
///
/// Any other failure is told, and the command then fails: [`has_lost`].
pub fn print(text: &str) {
    use std::io::Write as _;
    let mut out = anstream::stdout();
    let Err(error) = write!(out, "{text}").and_then(|()| out.flush()) else {
        return;
    };
    if error.kind() != std::io::ErrorKind::BrokenPipe && !HAS_LOST.swap(true, Ordering::Relaxed) {
        say(&format!("\x1b[1;31merror:\x1b[0m what was asked for cannot be written: {error}\n"));
    }
}

/// Whether [`print`] could not write.
pub fn has_lost() -> bool {
    HAS_LOST.load(Ordering::Relaxed)
}
