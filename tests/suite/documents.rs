//! What people read: whole, in French, marked as synthetic, without a raw name.

use std::process::Command;

use octroi::features::dictionary::Language;
use octroi::pipeline;

use crate::support::{Silent, job};

/// The text of a PDF, by Debian's `pdftotext`.
pub fn text_of(path: &std::path::Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(path).arg("-").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// No name of a column, no machine word, no negative day count.
pub fn assert_plain(text: &str, what: &str) {
    for raw in ["AMT_", "DAYS_", "EXT_SOURCE", "SK_ID", "NaN", "null", "XNA", "None", "inf "] {
        assert!(!text.contains(raw), "{what} shows {raw}");
    }
}

/// The titles of the note's sections, in the order in which they are to be read.
const SECTIONS: [[&str; 8]; 2] = [
    [
        "Synthèse",
        "Méthode d’entraînement",
        "Fonction coût métier, algorithme d’optimisation",
        "Résultats",
        "Interprétabilité globale et locale",
        "Limites et améliorations possibles",
        "Index réglementaire",
        "Annexe",
    ],
    [
        "Summary",
        "Training method",
        "Business cost function, optimization algorithm",
        "Results",
        "Global and local interpretability",
        "Limits and possible improvements",
        "Regulatory index",
        "Appendix",
    ],
];

/// The note is read in order, and a French one in French.
#[track_caller]
fn assert_reads_in_order(text: &str, language: Language) {
    let titles = SECTIONS[usize::from(language == Language::English)];
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let mut from = 0;
    for title in titles {
        let found = lines[from..].iter().position(|line| line.starts_with(title));
        from += found.unwrap_or_else(|| panic!("no \"{title}\" after line {from}")) + 1;
    }
    if language == Language::French {
        for word in [" the ", " threshold", " clients who", " of the ", "Hold-out", "dummy"] {
            assert!(!text.contains(word), "the French note says \"{word}\"");
        }
    }
}

#[test]
fn documents_say_what_they_are() {
    let root = tempfile::tempdir().unwrap();
    let mut job = job(root.path());
    let built = pipeline::build(&job, &Silent).unwrap();
    for output in &built.outputs {
        let is_page = output.extension().is_some_and(|extension| extension == "html");
        let text = if is_page { std::fs::read_to_string(output).unwrap() } else { text_of(output) };
        let what = output.display().to_string();
        assert!(text.contains("fictif"), "{what} does not say that its clients are made up");
        assert!(text.contains(&built.run_id), "{what} does not name its run");
        assert_plain(&text, &what);
        if what.ends_with("methodology.pdf") {
            assert_reads_in_order(&text, Language::French);
        }
    }
    job.language = Language::English;
    let built = pipeline::build(&job, &Silent).unwrap();
    for output in built.outputs.iter().filter(|path| path.extension().is_some_and(|e| e == "pdf")) {
        let text = text_of(output);
        assert!(!text.contains("fictif"), "{}", output.display());
        assert!(text.contains("Made-up portfolio"), "{text}");
        if output.ends_with("methodology.pdf") {
            assert_reads_in_order(&text, Language::English);
        }
    }
}
