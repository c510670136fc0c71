//! What an explanation looks like on a terminal: words that are no part of a view, and pieces.

use crate::cli::table::wrapped;
use octroi::features::dictionary::Language;
use octroi::views::RunIdentity;

/// Characters of a line.
pub(super) const WIDTH: usize = 100;
/// Characters of the longest bar.
const BAR: usize = 12;

/// Words of the terminal that are no part of a view.
pub(super) struct Words {
    pub(super) start: &'static str,
    pub(super) unfavorable: &'static str,
    pub(super) favorable: &'static str,
    pub(super) none: &'static str,
    pub(super) other: &'static str,
    pub(super) probability: &'static str,
    pub(super) themes: &'static str,
    pub(super) similar: &'static str,
    pub(super) peers: &'static str,
    pub(super) everyone: &'static str,
    pub(super) neighbors: [&'static str; 2],
    pub(super) standing: [&'static str; 5],
    pub(super) outlook: &'static str,
    pub(super) subjects: &'static str,
    pub(super) direction: [&'static str; 4],
    pub(super) made_up: &'static str,
    pub(super) run: &'static str,
}

const FRENCH: Words = Words {
    start: "Point de départ\u{a0}: un client au score moyen",
    unfavorable: "En défaveur",
    favorable: "En faveur",
    none: "rien de notable",
    other: "Autres facteurs",
    probability: "Probabilité de défaut de ce client",
    themes: "Par thème",
    similar: "Clients similaires",
    peers: "Même profil\u{a0}: ",
    everyone: "tous les clients",
    neighbors: ["Les plus proches sur ", " caractéristiques du dossier."],
    standing: ["Situation", "client", "médiane", "parmi tous", "même profil"],
    outlook: "Ce qui changerait la décision",
    subjects: "Par sujet",
    direction: ["Variable", "part", "une hausse, en théorie", "une hausse, ici"],
    made_up: "Clients fictifs : ce portefeuille est inventé.",
    run: "Exécution",
};

const ENGLISH: Words = Words {
    start: "Starting point: a client with the mean score",
    unfavorable: "Against",
    favorable: "In favor",
    none: "nothing of note",
    other: "Other factors",
    probability: "Probability of default of this client",
    themes: "By theme",
    similar: "Similar clients",
    peers: "Same profile: ",
    everyone: "all clients",
    neighbors: ["The nearest by ", " characteristics of the file."],
    standing: ["Situation", "client", "median", "among all", "same profile"],
    outlook: "What would change the decision",
    subjects: "By subject",
    direction: ["Feature", "share", "more, in theory", "more, here"],
    made_up: "Made-up clients: this portfolio is invented.",
    run: "Run",
};

/// The words of a language.
pub(super) const fn words(language: Language) -> &'static Words {
    match language {
        Language::French => &FRENCH,
        Language::English => &ENGLISH,
    }
}

/// A title with room above.
pub(super) fn heading(title: &str) -> String {
    format!("\n\x1b[1m{title}\x1b[0m\n")
}

/// A bar of at most [`BAR`] characters.
pub(super) fn bar(length: f64) -> String {
    let n = (length.abs() * BAR as f64).round() as usize;
    let mark = if length < 0.0 { "\u{2591}" } else { "\u{2588}" };
    mark.repeat(n)
}

/// The run, and that its clients are made up where they are.
pub(super) fn identity(identity: &RunIdentity, words: &Words) -> String {
    let mut text = String::new();
    if identity.is_synthetic {
        text.push_str(&format!("\n\x1b[33m{}\x1b[0m\n", words.made_up));
    }
    text.push_str(&format!(
        "\x1b[2m{} {}, {}\x1b[0m\n",
        words.run, identity.run_id, identity.model_id
    ));
    text
}

/// A text in lines, all after two spaces.
pub(super) fn indented(text: &str) -> String {
    format!("  {}\n", wrapped(text, WIDTH - 2, "  "))
}
