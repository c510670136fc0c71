//! What a data scientist meets in a cell: clear words for mistakes, and charts that say what they show.

use octroi::notebook::Shown;
use octroi::notebook::prelude::*;

#[test]
fn a_folder_that_is_not_there_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().display().to_string();
    let said = Work::open(Some(format!("{work}/nowhere")), Some(work)).unwrap_err().to_string();
    assert!(said.contains("nowhere\"\nhint: OCTROI_DATA names it"), "{said}");
    assert!(!folder.path().join("data").exists(), "nothing is made for nothing");
}

#[test]
fn a_folder_without_the_tables_says_which_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().display().to_string();
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    let said = Work::open(Some(format!("{work}/empty")), Some(work)).unwrap_err().to_string();
    assert!(said.contains("application_train"), "{said}");
    assert!(said.contains("\nhint: "), "{said}");
}

#[test]
fn a_chart_is_a_drawing_with_its_name_and_text_behind_it() {
    let chart = Bars {
        title: "Défauts <par> région",
        alt: "Nord : 8 %. Sud : 9 %.",
        unit: Unit::Percent(1),
        bars: &[("Nord & mer".to_owned(), 0.08), ("Sud".to_owned(), -0.09)],
        reference: Some((0.05, "tous")),
        label_width: 120,
    };
    let content = chart.chart().unwrap().content();
    let (media, svg) = &content[0];
    assert_eq!(*media, "image/svg+xml");
    for part in ["role=\"img\"", "<desc>Nord : 8 %.", "Nord &amp; mer", "8,0\u{a0}%", "\u{2212}9,0"]
    {
        assert!(svg.contains(part), "{part} is missing:\n{svg}");
    }
    assert!(!svg.contains("<par>"), "{svg}");
    assert_eq!(
        content[1],
        ("text/plain", "Défauts <par> région\nNord : 8 %. Sud : 9 %.".to_owned())
    );
}

#[test]
fn charts_without_anything_to_show_are_drawn() {
    let empty = Lines {
        title: "Rien",
        alt: "",
        x: ("x", Unit::Count),
        y: ("y", Unit::Count),
        lines: &[],
        marks: &[],
        band: None,
        y_range: None,
    };
    assert!(empty.chart().is_ok());
    let dots =
        [Dot { label: "a".to_owned(), values: vec![f64::NAN], interval: None, stands_out: false }];
    let dots = Dots {
        title: "Rien",
        alt: "",
        unit: Unit::Count,
        dots: &dots,
        reference: None,
        label_width: 80,
    };
    assert!(dots.chart().is_ok());
    let grid = Grid {
        title: "Trop peu",
        alt: "",
        unit: Unit::Count,
        rows: &["a".to_owned()],
        columns: &["b".to_owned()],
        values: &[],
        full: 1.0,
        label_width: 80,
    };
    let said = grid.chart().unwrap_err().to_string();
    assert!(said.contains("expected 1 × 1 values, found 0"), "{said}");
}

/// Outputs that are committed come from made-up clients: nobody else is in them.
#[test]
fn committed_notebooks_hold_outputs_of_the_demonstration_alone() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("notebooks");
    let mut n_notebooks = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "ipynb") {
            continue;
        }
        n_notebooks += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let notebook: serde_json::Value = serde_json::from_str(&text).unwrap();
        let cells = notebook["cells"].as_array().unwrap();
        let code: Vec<_> = cells.iter().filter(|cell| cell["cell_type"] == "code").collect();
        assert!(text.contains("démonstration : clients inventés"), "{}", path.display());
        assert!(code.iter().all(|cell| cell["execution_count"].is_u64()), "{}", path.display());
        for output in code.iter().flat_map(|cell| cell["outputs"].as_array().unwrap()) {
            assert_ne!(output["output_type"], "error", "{}", path.display());
            assert_ne!(output["name"], "stderr", "{}", path.display());
        }
    }
    assert_eq!(n_notebooks, 5);
}
