//! The grammar of composed French: articles, agreement, elision.
//!
//! Every composed label is a noun phrase without article. Rows are named by a plural noun
//! ("demandes précédentes"), then, after what is said of them, by a place ("chez nous") and a
//! period (", 12 derniers mois").

use super::compose::{Phrase, Said, Telling};
use super::entries::{ColumnEntry, Gender, Monthly};
use super::language::capitalized;
use super::unit::Manner;
use crate::features::definition::{Rows, Statistic, Subset};
use crate::tables::Table;

/// What a statistic is called.
pub(super) fn label(phrase: &Phrase<'_>) -> String {
    let rows = RowsInWords::new(phrase.rows, Telling::Label);
    match &phrase.said {
        Said::NamedRows(text) => format!("{}{}", text.french, rows.period),
        Said::Rows => format!("nombre {}", de(&rows.those(""))),
        Said::Quantity { entry, many } => {
            rows.fill(&with_statistic(&many.french, phrase.statistic, entry))
        }
        Said::Values { entry, distinct } => match distinct {
            Some(pattern) => rows.fill(&pattern.french),
            None => rows.fill(&format!(
                "nombre de valeurs différentes {}, {{rows}}",
                du(&entry.label.french, entry.gender)
            )),
        },
        Said::Truth { with, .. } => {
            let those = rows.those(&with.french);
            match phrase.statistic {
                Statistic::Mean => format!("part des {those}"),
                Statistic::Min => format!("présence exclusive {}", de(&those)),
                Statistic::Max => format!("présence {}", de(&those)),
                Statistic::Variance => format!("présence variable {}", de(&those)),
                Statistic::Sum | Statistic::Distinct | Statistic::Count => {
                    format!("nombre {}", de(&those))
                }
            }
        }
    }
}

/// How a statistic is computed, in one sentence.
pub(super) fn definition(phrase: &Phrase<'_>) -> String {
    let rows = RowsInWords::new(phrase.rows, Telling::Sentence);
    let all = rows.those("");
    match &phrase.said {
        Said::NamedRows(text) => format!("{}{}.", capitalized(&text.french), rows.period),
        Said::Rows => format!("Nombre {}, pour ce client.", de(&all)),
        Said::Quantity { entry, .. } => {
            let note = in_brackets(entry);
            let what = du(&entry.label.french, entry.gender);
            let taken =
                match (phrase.statistic, entry.unit.manner()) {
                    (Statistic::Min, Manner::Age)
                    | (Statistic::Max, Manner::Size | Manner::Length) => "Plus grande valeur",
                    (Statistic::Max, Manner::Age)
                    | (Statistic::Min, Manner::Size | Manner::Length) => "Plus petite valeur",
                    (Statistic::Min, Manner::Date | Manner::Hour) => "Valeur la plus précoce",
                    (Statistic::Max, Manner::Date | Manner::Hour) => "Valeur la plus tardive",
                    (Statistic::Mean, _) => "Moyenne",
                    (Statistic::Variance, _) => "Mesure de la variabilité (variance)",
                    (Statistic::Sum, _) => "Somme",
                    (Statistic::Distinct | Statistic::Count, _) => "Nombre de valeurs",
                };
            format!("{taken} {what}{note}, pour l’ensemble {}.", rows.fill("{of}"))
        }
        Said::Values { entry, .. } => format!(
            "Nombre de valeurs différentes {}{}, pour l’ensemble {}.",
            du(&entry.label.french, entry.gender),
            in_brackets(entry),
            rows.fill("{of}")
        ),
        Said::Truth { entry, with } => {
            let (those, note) = (rows.those(&with.french), in_brackets(entry));
            match phrase.statistic {
                Statistic::Mean => format!(
                    "Nombre {}{note}, divisé par le nombre total {}.",
                    de(&rows.placed(&with.french)),
                    de(&all)
                ),
                Statistic::Min => {
                    format!("Oui en présence exclusive {}{note}, non sinon.", de(&those))
                }
                Statistic::Max => format!("Oui en présence {}{note}, non sinon.", de(&those)),
                Statistic::Variance => format!(
                    "Mesure de la variabilité (variance), ligne à ligne, de la présence {}{note}.",
                    de(&those)
                ),
                Statistic::Sum | Statistic::Distinct | Statistic::Count => {
                    format!("Nombre {}{note}.", de(&those))
                }
            }
        }
    }
}

/// Said of the rows where a category is missing.
pub(super) fn without(entry: &ColumnEntry) -> String {
    format!("sans donnée sur {}", le(&entry.label.french, entry.gender))
}

/// Said of the rows where a category is written as not available.
pub(super) fn not_stated(entry: &ColumnEntry) -> String {
    let ending = match entry.gender {
        Gender::Masculine => "renseigné",
        Gender::Feminine => "renseignée",
    };
    format!("dont {} n’est pas {ending}", le(&entry.label.french, entry.gender))
}

/// The pattern with its statistic said: "montant {stat} {of}" becomes "montant moyen {of}".
fn with_statistic(pattern: &str, statistic: Statistic, entry: &ColumnEntry) -> String {
    let noun = match statistic {
        Statistic::Min => "minimum",
        Statistic::Max => "maximum",
        Statistic::Mean => "moyenne",
        Statistic::Variance => "variabilité",
        Statistic::Sum | Statistic::Distinct | Statistic::Count => "total",
    };
    if pattern.contains("{noun}") {
        return pattern.replace("{noun}", noun);
    }
    let per_month = match (entry.monthly, entry.gender) {
        (Some(Monthly::Flow), Gender::Masculine) => "mensuel ",
        (Some(Monthly::Flow), Gender::Feminine) => "mensuelle ",
        _ => "",
    };
    match statistic {
        Statistic::Variance => {
            let what = pattern.replace("{stat} ", per_month).replace(" {stat}", "");
            format!("variabilité {}", du(&what, entry.gender))
        }
        Statistic::Sum => pattern.replace("{stat}", adjective(statistic, entry)),
        _ => pattern.replace("{stat}", &format!("{per_month}{}", adjective(statistic, entry))),
    }
}

/// The adjective of a statistic, agreeing with the noun of the entry.
fn adjective(statistic: Statistic, entry: &ColumnEntry) -> &'static str {
    let manner = entry.unit.manner();
    let (masculine, feminine) = match (statistic, manner) {
        (Statistic::Mean | Statistic::Variance, _) => ("moyen", "moyenne"),
        (Statistic::Min, Manner::Date) => ("le plus ancien", "la plus ancienne"),
        (Statistic::Max, Manner::Date) => ("le plus tardif", "la plus tardive"),
        (Statistic::Min, Manner::Hour) => ("le plus matinal", "la plus matinale"),
        (Statistic::Max, Manner::Hour) => ("le plus tardif", "la plus tardive"),
        (Statistic::Min, Manner::Age) | (Statistic::Max, Manner::Size | Manner::Length) => {
            ("maximal", "maximale")
        }
        (Statistic::Max, Manner::Age) | (Statistic::Min, Manner::Size | Manner::Length) => {
            ("minimal", "minimale")
        }
        (Statistic::Sum | Statistic::Distinct | Statistic::Count, _) if entry.adds_up() => {
            ("total", "totale")
        }
        (Statistic::Sum | Statistic::Distinct | Statistic::Count, _) => ("cumulé", "cumulée"),
    };
    match entry.gender {
        Gender::Masculine => masculine,
        Gender::Feminine => feminine,
    }
}

fn in_brackets(entry: &ColumnEntry) -> String {
    entry.note.as_ref().map_or_else(String::new, |note| format!(" ({})", note.french))
}

/// The rows of a client, in words.
struct RowsInWords {
    /// Plural noun, and what is always said of it.
    noun: String,
    /// Where they come from, after all that is said of them.
    place: &'static str,
    /// When, at the very end.
    period: String,
    /// Of the last applications: "3 dernières demandes", or "dernière demande" alone.
    last: Option<(u8, String)>,
}

impl RowsInWords {
    fn new(rows: Rows, telling: Telling) -> Self {
        let (noun, place) = match rows.table {
            Table::Bureau => ("crédits", " chez d’autres établissements"),
            Table::BureauBalance => ("mois de crédit", " chez d’autres établissements"),
            Table::PosCashBalance => ("mois de prêt", " chez nous"),
            Table::CreditCardBalance => ("mois de carte", " chez nous"),
            Table::InstallmentsPayments => ("échéances", " chez nous"),
            Table::PreviousApplication | Table::ApplicationTrain | Table::ApplicationTest => {
                ("demandes précédentes", "")
            }
        };
        let quality = match rows.subset {
            Subset::ActiveCredits => " en cours",
            Subset::ClosedCredits if rows.table == Table::BureauBalance => " soldé",
            Subset::ClosedCredits => " soldés",
            Subset::Approved => " accordées",
            Subset::Refused => " refusées",
            _ => "",
        };
        let (on_the, on_the_many) = match telling {
            Telling::Label => ("", ""),
            Telling::Sentence => ("sur le ", "sur les "),
        };
        let mut last = None;
        let period = match rows.subset {
            Subset::LastDays(1) => format!(", {on_the}dernier jour"),
            Subset::LastMonths(1) => format!(", {on_the}dernier mois"),
            Subset::LastDays(days) => format!(", {on_the_many}{}", span(days)),
            Subset::LastMonths(months) => format!(", {on_the_many}{months} derniers mois"),
            Subset::LastApplications(n) if rows.table == Table::PreviousApplication => {
                if n == 1 {
                    last = Some((n, "dernière demande".to_owned()));
                    ", pour la dernière seulement".to_owned()
                } else {
                    last = Some((n, format!("{n} dernières demandes")));
                    format!(", sur les {n} dernières")
                }
            }
            Subset::LastApplications(1) => ", pour la dernière demande".to_owned(),
            Subset::LastApplications(n) => format!(", pour les {n} dernières demandes"),
            _ => String::new(),
        };
        Self { noun: format!("{noun}{quality}"), place, period, last }
    }

    /// The plural noun, what is said of the rows, and where they come from.
    fn placed(&self, with: &str) -> String {
        let space = if with.is_empty() { "" } else { " " };
        format!("{}{space}{with}{}", self.noun, self.place)
    }

    /// The plural noun, what is said of the rows, where and when.
    fn those(&self, with: &str) -> String {
        format!("{}{}", self.placed(with), self.period)
    }

    /// The pattern with the rows filled in, and the period at the end.
    fn fill(&self, pattern: &str) -> String {
        let (of, on, bare) = match &self.last {
            Some((1, last)) => (format!("de la {last}"), format!("sur la {last}"), last.clone()),
            Some((_, last)) => (format!("des {last}"), format!("sur les {last}"), last.clone()),
            None => {
                let bare = self.placed("");
                (format!("des {bare}"), format!("sur les {bare}"), bare)
            }
        };
        let filled = pattern.replace("{of}", &of).replace("{on}", &on).replace("{rows}", &bare);
        if self.last.is_some() { filled } else { format!("{filled}{}", self.period) }
    }
}

/// "12 derniers mois" for 365 days, "30 derniers jours" for 30.
fn span(days: u16) -> String {
    match days {
        days if days % 365 == 0 => format!("{} derniers mois", days / 365 * 12),
        days if days % 30 == 0 && (90..360).contains(&days) => {
            format!("{} derniers mois", days / 30)
        }
        days => format!("{days} derniers jours"),
    }
}

fn is_elided(noun: &str) -> bool {
    noun.chars().next().is_some_and(|first| "aàâeéèêëhiîïoôuùûyœ".contains(first))
}

/// "de crédits", "d’échéances".
fn de(noun: &str) -> String {
    if is_elided(noun) { format!("d’{noun}") } else { format!("de {noun}") }
}

/// "du montant", "de la part", "de l’ancienneté".
fn du(noun: &str, gender: Gender) -> String {
    match gender {
        _ if is_elided(noun) => format!("de l’{noun}"),
        Gender::Masculine => format!("du {noun}"),
        Gender::Feminine => format!("de la {noun}"),
    }
}

/// "le montant", "la part", "l’ancienneté".
fn le(noun: &str, gender: Gender) -> String {
    match gender {
        _ if is_elided(noun) => format!("l’{noun}"),
        Gender::Masculine => format!("le {noun}"),
        Gender::Feminine => format!("la {noun}"),
    }
}
