//! Holds the dictionary to its promises: complete, short, clean, and well said.

use std::collections::BTreeMap;

use super::{Bilingual, Dictionary, Direction, Entry, Language, Unit};
use crate::features::definition::{Definition, Feature, Measure, Rows, Statistic, Subset};
use crate::tables::{Column, Kind, Quantity, Table};

/// The longest label that a printed reason has room for.
const LONGEST: usize = 110;

const STATISTICS: [Statistic; 5] =
    [Statistic::Min, Statistic::Max, Statistic::Mean, Statistic::Sum, Statistic::Variance];

const CHILDREN: [Table; 6] = [
    Table::Bureau,
    Table::BureauBalance,
    Table::PreviousApplication,
    Table::PosCashBalance,
    Table::CreditCardBalance,
    Table::InstallmentsPayments,
];

fn describe(definition: Definition) -> Entry {
    describe_named("", definition)
}

fn describe_named(name: &str, definition: Definition) -> Entry {
    let feature = Feature { name: name.to_owned(), definition };
    Dictionary::embedded().unwrap().describe(&feature).unwrap()
}

fn over(table: Table, subset: Subset, measure: Measure, statistic: Statistic) -> Definition {
    Definition::Statistic { rows: Rows { table, subset }, measure, statistic }
}

/// Composes the label and compares it, with plain spaces for those that may not break.
fn check(definition: Definition, french: &str, english: &str) {
    let label = describe(definition).label;
    assert_eq!(label.french.replace(['\u{a0}', '\u{202f}'], " "), french);
    assert_eq!(label.english, english);
}

/// Fails where a text shows a raw name, a straight quote, a hole or a doubled space.
fn assert_clean(text: &Bilingual) {
    for language in Language::ALL {
        let text = text.get(language);
        for bad in ["_", "'", "\"", "{", "}", "  ", " ,", "XNA", "XAP"] {
            assert!(!text.contains(bad), "\"{text}\" contains \"{bad}\"");
        }
        let is_shouted = |word: &str| word.len() > 1 && word.chars().all(char::is_uppercase);
        let shouted = text.split(|letter: char| !letter.is_alphanumeric()).find(|w| is_shouted(w));
        assert_eq!(shouted, None, "\"{text}\" has a word in capitals");
    }
}

fn assert_good(entry: &Entry) {
    assert_clean(&entry.label);
    assert_clean(&entry.definition);
    assert!(!entry.sources.is_empty());
    for language in Language::ALL {
        let label = entry.label.get(language);
        assert!(label.starts_with(char::is_lowercase), "\"{label}\" does not start in lower case");
        assert!(label.chars().count() <= LONGEST, "\"{label}\" is too long to print");
        assert!(entry.definition.get(language).ends_with('.'));
    }
}

/// Every column, level, row and missing value of a child table, as a measure.
fn measures(table: Table) -> Vec<Measure> {
    let mut measures = vec![Measure::Row];
    for &Column { name, kind, .. } in table.columns() {
        match kind {
            Kind::Key => {}
            Kind::Category(levels) => {
                let levels = levels.iter().map(|level| Some(*level)).chain([None]);
                measures.extend(levels.map(|level| Measure::Level { column: name, level }));
            }
            Kind::Integer | Kind::Decimal => measures.push(Measure::Column(name)),
        }
    }
    measures
}

#[test]
fn every_file_fits_the_tables() {
    let dictionary = Dictionary::embedded().unwrap();
    for table in Table::ALL {
        for column in table.columns() {
            let entry = dictionary.column(table, column.name).unwrap();
            assert_clean(&entry.label);
            for level in column.levels() {
                assert_clean(dictionary.level(table, column.name, level).unwrap());
            }
        }
    }
    for theme in dictionary.themes() {
        assert_clean(&theme.name);
    }
}

#[test]
fn units_fit_the_quantities_of_the_tables() {
    let dictionary = Dictionary::embedded().unwrap();
    for table in Table::ALL {
        for column in table.columns() {
            let unit = dictionary.column(table, column.name).unwrap().unit;
            let fits: &[Unit] = match column.quantity {
                Quantity::Key => &[Unit::Identifier],
                Quantity::Target | Quantity::Flag => &[Unit::Flag],
                Quantity::Amount => &[Unit::Currency],
                Quantity::Days => &[Unit::DaysBefore, Unit::DaysFromApplication],
                Quantity::Duration => &[Unit::Days],
                Quantity::Months => &[Unit::MonthsBefore],
                Quantity::Hour => &[Unit::Hour],
                Quantity::Years => &[Unit::Years],
                Quantity::Count => &[Unit::Count, Unit::Months],
                Quantity::Share => &[Unit::Share, Unit::Index],
                Quantity::Score => &[Unit::Score],
                Quantity::Rating => &[Unit::Rating],
                Quantity::Scale => &[Unit::Index],
                Quantity::Category => &[Unit::Category, Unit::Flag],
            };
            assert!(fits.contains(&unit), "{}.{} in {unit:?}", table.name(), column.name);
        }
    }
}

#[test]
fn every_application_feature_is_well_said() {
    for &Column { name, kind, .. } in Table::ApplicationTrain.columns() {
        assert_good(&describe(Definition::Column(name)));
        if let Kind::Category(levels) = kind {
            for level in levels {
                assert_good(&describe(Definition::Level { column: name, level }));
            }
        }
    }
}

#[test]
fn every_statistic_of_every_child_table_is_well_said() {
    for table in CHILDREN {
        for measure in measures(table) {
            for statistic in STATISTICS {
                assert_good(&describe(over(table, Subset::All, measure, statistic)));
            }
        }
    }
}

#[test]
fn no_two_statistics_read_alike() {
    let mut seen = BTreeMap::new();
    for table in CHILDREN {
        for measure in measures(table).into_iter().filter(|measure| *measure != Measure::Row) {
            for statistic in STATISTICS {
                let definition = over(table, Subset::All, measure, statistic);
                let label = describe(definition).label;
                for text in [label.french, label.english] {
                    let earlier = seen.insert(text.clone(), definition);
                    assert_eq!(earlier, None, "\"{text}\" stands for two features");
                }
            }
        }
    }
}

#[test]
fn every_measure_and_formula_is_well_said() {
    let dictionary = Dictionary::embedded().unwrap();
    for (table, measures) in &dictionary.measures {
        for name in measures.keys().filter(|name| name.as_str() != "STATUS_SHARE") {
            let name: &'static str = Box::leak(name.clone().into_boxed_str());
            for statistic in STATISTICS {
                let measure = Measure::Derived(name);
                assert_good(&describe(over(*table, Subset::All, measure, statistic)));
            }
        }
    }
    for name in dictionary.derived.keys() {
        assert_good(&describe_named(name, Definition::Derived));
    }
}

#[test]
fn subsets_agree_with_their_nouns() {
    let amount = Measure::Column("AMT_CREDIT_SUM");
    check(
        over(Table::Bureau, Subset::ActiveCredits, amount, Statistic::Mean),
        "montant moyen des crédits en cours chez d’autres établissements",
        "average amount of active credits with other lenders",
    );
    let payment = Measure::Column("AMT_ANNUITY");
    check(
        over(Table::PreviousApplication, Subset::Approved, payment, Statistic::Max),
        "mensualité maximale des demandes précédentes accordées",
        "highest monthly payment of earlier approved applications",
    );
    check(
        over(Table::PreviousApplication, Subset::LastApplications(3), payment, Statistic::Mean),
        "mensualité moyenne des 3 dernières demandes",
        "average monthly payment of the latest 3 applications",
    );
    check(
        over(Table::PreviousApplication, Subset::LastApplications(1), payment, Statistic::Mean),
        "mensualité moyenne de la dernière demande",
        "average monthly payment of the latest application",
    );
    let delay = Measure::Derived("DPD");
    check(
        over(Table::InstallmentsPayments, Subset::LastDays(365), delay, Statistic::Mean),
        "retard moyen de paiement des échéances chez nous, 12 derniers mois",
        "average payment delay on instalments with us, last 12 months",
    );
}

#[test]
fn the_smallest_negative_day_count_is_the_longest_time() {
    let age = Measure::Column("DAYS_CREDIT");
    check(
        over(Table::Bureau, Subset::All, age, Statistic::Min),
        "ancienneté maximale des crédits chez d’autres établissements",
        "longest time since the start of credits with other lenders",
    );
    let end = Measure::Column("DAYS_CREDIT_ENDDATE");
    check(
        over(Table::Bureau, Subset::All, end, Statistic::Max),
        "date de fin prévue la plus tardive des crédits chez d’autres établissements",
        "latest planned end date of credits with other lenders",
    );
}

#[test]
fn french_elides_before_a_vowel() {
    check(
        over(Table::InstallmentsPayments, Subset::All, Measure::Row, Statistic::Count),
        "nombre d’échéances chez nous",
        "number of instalments with us",
    );
    check(
        over(Table::Bureau, Subset::All, Measure::Column("DAYS_CREDIT"), Statistic::Variance),
        "variabilité de l’ancienneté des crédits chez d’autres établissements",
        "variability of the time since the start of credits with other lenders",
    );
}

#[test]
fn levels_are_said_of_their_rows() {
    let status = |level| Measure::Level { column: "NAME_CONTRACT_STATUS", level };
    let refused = status(Some("Refused"));
    check(
        over(Table::PreviousApplication, Subset::All, refused, Statistic::Mean),
        "part des demandes précédentes refusées",
        "share of earlier applications that were refused",
    );
    let active = status(Some("Active"));
    check(
        over(Table::CreditCardBalance, Subset::All, active, Statistic::Max),
        "présence de mois de carte à l’état « en cours » chez nous",
        "presence of card months in the state “active” with us",
    );
    let missing = Measure::Level { column: "CODE_REJECT_REASON", level: None };
    check(
        over(Table::PreviousApplication, Subset::All, missing, Statistic::Mean),
        "part des demandes précédentes sans donnée sur le motif de refus",
        "share of earlier applications with no data on the reason for refusal",
    );
    check(
        over(Table::Bureau, Subset::All, Measure::StatusShare(Some("0")), Statistic::Mean),
        "part moyenne des mois sans retard, crédits chez d’autres établissements",
        "average share of months without delay, credits with other lenders",
    );
    check(
        Definition::Level { column: "OCCUPATION_TYPE", level: "Sales staff" },
        "métier : vente",
        "occupation: sales",
    );
}

#[test]
fn monthly_amounts_add_up_and_balances_accumulate() {
    let spent = Measure::Column("AMT_DRAWINGS_CURRENT");
    check(
        over(Table::CreditCardBalance, Subset::All, spent, Statistic::Mean),
        "montant mensuel moyen utilisé, cartes chez nous",
        "average monthly amount drawn, cards with us",
    );
    let balance = Measure::Column("AMT_BALANCE");
    check(
        over(Table::CreditCardBalance, Subset::All, balance, Statistic::Sum),
        "solde dû cumulé des cartes de crédit chez nous",
        "cumulative balance of credit cards with us",
    );
}

#[test]
fn facts_follow_the_statistic() {
    let late = Measure::Derived("LATE");
    let of = |statistic| over(Table::InstallmentsPayments, Subset::All, late, statistic);
    assert_eq!(describe(of(Statistic::Mean)).unit, Unit::Share);
    assert_eq!(describe(of(Statistic::Sum)).unit, Unit::Count);
    assert_eq!(describe(of(Statistic::Max)).unit, Unit::Flag);
    assert_eq!(describe(of(Statistic::Mean)).expected, Direction::IncreasesRisk);
    assert_eq!(describe(of(Statistic::Variance)).expected, Direction::Unknown);

    let dictionary = Dictionary::embedded().unwrap();
    let gender = describe(Definition::Column("CODE_GENDER"));
    assert!(gender.protected && !gender.actionable);
    let per_person = describe_named("INCOME_PER_PERSON", Definition::Derived);
    assert!(!per_person.protected && dictionary.draws_on_protected(&per_person));
    assert!(describe(Definition::Column("AMT_CREDIT")).actionable);
}

#[test]
fn a_subset_of_another_table_is_refused() {
    let definition = over(Table::Bureau, Subset::Refused, Measure::Row, Statistic::Count);
    let feature = Feature { name: String::new(), definition };
    let error = Dictionary::embedded().unwrap().describe(&feature).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table \"bureau\" has no rows of the kind \"Refused\"; hint: active and closed credits \
         are rows of bureau, approved and refused applications rows of previous_application"
    );
}
