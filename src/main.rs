//! The `octroi` command.

#![expect(unreachable_pub, reason = "nobody imports a program")]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
