//! The command line as a newcomer meets it.

use assert_cmd::Command;

use octroi::tables::Table;

use crate::support::{copy_of, demo_data, edit_rows};

fn octroi(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("octroi").unwrap();
    command.args(args);
    command
}

fn stderr(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stderr).unwrap()
}

fn stdout(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn help_names_every_command_and_its_examples() {
    let help = stdout(octroi(&["--help"]).arg("--color=never"));
    for command in [
        "demo",
        "build",
        "check",
        "synthesize",
        "features",
        "train",
        "compare",
        "threshold",
        "runs",
        "export",
        "completions",
    ] {
        assert!(help.contains(command), "{help}");
        let own = stdout(&mut octroi(&[command, "--help"]));
        assert!(own.contains("Example"), "{command}: {own}");
    }
    assert!(help.contains("Exit codes"));
}

#[test]
fn wrong_words_end_with_2_and_say_so() {
    for args in [&["--nonsense"][..], &["demo", "--clients", "many"], &["build", "--lang", "de"]] {
        octroi(args).assert().code(2);
    }
}

#[test]
fn a_missing_folder_and_a_missing_file_are_told_with_the_way_out() {
    let empty = tempfile::tempdir().unwrap();
    let path = empty.path().to_str().unwrap();
    let told = stderr(octroi(&["build", "--workdir", path, "--color", "never"]).current_dir(path));
    assert!(told.contains("error: there is no folder or archive at"), "{told}");
    assert!(told.contains("hint:"), "{told}");
    let told = stderr(&mut octroi(&["build", "--workdir", path, "--data", path]));
    assert!(told.contains("table \"application_train\" is missing"), "{told}");
    octroi(&["build", "--workdir", path, "--data", path]).assert().code(1);
    assert!(!empty.path().join("reports").exists(), "nothing is written when the input is bad");
}

#[test]
fn a_word_for_a_number_is_told_with_its_line() {
    let data = copy_of(demo_data());
    edit_rows(data.path(), Table::Bureau, |row, line| {
        if row != 41 {
            return line.to_owned();
        }
        let mut fields: Vec<&str> = line.split(',').collect();
        fields[4] = "yesterday";
        fields.join(",")
    });
    let root = tempfile::tempdir().unwrap();
    let args = [
        "build",
        "--workdir",
        root.path().to_str().unwrap(),
        "--data",
        data.path().to_str().unwrap(),
    ];
    let told = stderr(&mut octroi(&args));
    let expected = "table \"bureau\", line 43, column \"DAYS_CREDIT\": expected a whole number, found \"yesterday\"";
    assert!(told.contains(expected), "{told}");
    assert!(!root.path().join("reports").exists());
    assert!(!root.path().join("data/features.parquet").exists());

    let told = stdout(&mut octroi(&["check", data.path().to_str().unwrap()]));
    assert!(told.contains("yesterday"), "{told}");
    octroi(&["check", data.path().to_str().unwrap()]).assert().code(3);
}

#[test]
fn a_sound_folder_is_said_to_be_sound() {
    let path = demo_data().to_str().unwrap();
    octroi(&["check", path]).assert().success();
    let json = stdout(&mut octroi(&["check", "--json", path]));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(report.get("verdict").is_some(), "{json}");
}

#[test]
fn a_feature_is_explained_in_words() {
    let french = stdout(&mut octroi(&["features", "--explain", "INSTAL_DPD_MEAN"]));
    insta::assert_snapshot!("explain_french", french);
    let english =
        stdout(&mut octroi(&["features", "--explain", "INSTAL_DPD_MEAN", "--lang", "en"]));
    insta::assert_snapshot!("explain_english", english);
    let told = stderr(&mut octroi(&["features", "--explain", "instal_dpd"]));
    assert!(told.contains("did you mean INSTAL_DPD_MAX"), "{told}");
}

#[test]
fn a_portfolio_of_ones_own_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bureau.csv"), "mine").unwrap();
    let path = folder.path().to_str().unwrap();
    let told = stderr(&mut octroi(&["synthesize", "--clients", "200", "--out", path]));
    assert!(told.contains("is not replaced"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("bureau.csv")).unwrap(), "mine");
    octroi(&["synthesize", "--clients", "5", "--out", path]).assert().code(1);
}

#[test]
fn completions_are_written_for_shells() {
    assert!(stdout(&mut octroi(&["completions", "bash"])).contains("_octroi"));
}
