//! The commands that ask a run: compare, threshold, runs, export.

use crate::support::{ask, octroi_in, workdir};

#[test]
fn compare_shows_every_trial_and_marks_the_retained_one() {
    let (_, first, _) = workdir();
    let answer = ask(&["compare"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.out.starts_with(&format!("Run {first}")), "{}", answer.out);
    assert!(answer.out.contains("made-up clients"));
    for name in ["dummy-1", "boosted_trees-1", "imbalance: smote", "without DAYS_BIRTH", "isotonic"]
    {
        assert!(answer.out.contains(name), "{name} is missing:\n{}", answer.out);
    }
    let json: serde_json::Value = serde_json::from_str(&ask(&["compare", "--json"]).out).unwrap();
    let champion = json["champion"].as_u64().unwrap() as usize;
    let retained = json["trials"][champion]["trial"]["name"].as_str().unwrap();
    let marked = answer.out.lines().find(|line| line.starts_with('→')).unwrap();
    assert!(marked.contains(retained) || retained.contains('+'), "{marked}: {retained}");
}

#[test]
fn threshold_tells_its_search_and_tries_other_costs() {
    let (_, _, second) = workdir();
    let answer = ask(&["threshold"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for words in ["cheapest", "theoretical", "one half", "accept everyone", "9.09 %", "resamples"] {
        assert!(answer.out.contains(words), "{words} is missing:\n{}", answer.out);
    }
    let best = |words: &[&str]| {
        let json: serde_json::Value = serde_json::from_str(&ask(words).out).unwrap();
        json["search"]["best"].clone()
    };
    let stored = best(&["threshold", "--json"]);
    assert_eq!(stored, best(&["threshold", "--json", "--missed-default", "10"]));
    let dearer = best(&["threshold", "--json", "--missed-default", "40"]);
    assert!(dearer["threshold"].as_f64() < stored["threshold"].as_f64());
    // What is asked in passing is what a run with these costs would have chosen on the same model.
    let other = ask(&["threshold", "--run", &second[..5], "--json"]);
    assert_eq!(other.code, 0, "{}", other.err);

    let refused = ask(&["threshold", "--missed-default=-1"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("expected costs above 0, found -1"), "{}", refused.err);
}

#[test]
fn runs_are_listed_shown_compared_and_promoted() {
    let (_, first, second) = workdir();
    let listed = ask(&["runs", "list"]);
    assert_eq!(listed.code, 0, "{}", listed.err);
    let line = |run: &str| listed.out.lines().find(|line| line.contains(run)).unwrap().to_owned();
    assert!(line(first).starts_with('→') && !line(second).starts_with('→'), "{}", listed.out);
    let shown = ask(&["runs", "show", &second[..6]]);
    assert!(shown.out.contains(second) && shown.out.contains("checksums hold"), "{}", shown.out);
    let compared = ask(&["runs", "compare", first, second]);
    assert!(compared.out.contains("second less first, on 4"), "{}", compared.out);
    let itself = ask(&["runs", "compare", first, first]);
    assert!(itself.out.contains("AUC +0.0000 (+0.0000 to +0.0000)"), "{}", itself.out);
    for words in [["runs", "show", "nothing"], ["runs", "promote", "nothing"]] {
        let answer = ask(&words);
        assert_eq!(answer.code, 1);
        assert!(answer.err.contains("which 0 runs go by"), "{}", answer.err);
        assert!(answer.err.contains("octroi runs list"), "{}", answer.err);
    }
    let empty = tempfile::tempdir().unwrap();
    let answer = octroi_in(empty.path(), &["runs", "list"]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("there is no run") && answer.err.contains("octroi train"));
    assert!(octroi_in(empty.path(), &["compare"]).err.contains("there is no run"));
}

#[test]
fn export_writes_what_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.json");
    let answer = ask(&["export", "xgboost", "--out", path.to_str().unwrap()]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let model: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let attributes = &model["learner"]["attributes"];
    assert_eq!(attributes["octroi_run"].as_str().unwrap(), workdir().1);
    let onnx = folder.path().join("model.onnx");
    assert_eq!(ask(&["export", "onnx", "--out", onnx.to_str().unwrap()]).code, 0);
    let text = String::from_utf8_lossy(&std::fs::read(&onnx).unwrap()).into_owned();
    assert!(text.contains("TreeEnsemble") && text.contains(&workdir().1));
    assert_eq!(ask(&["export", "pmml", "--out", "x"]).code, 2);
}
