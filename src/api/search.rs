//! Which clients fit what is asked for.

use crate::api::problem::{Kind, Problem};
use crate::api::served::Served;
use crate::api::wire::client::{
    ClientsAnswer, ClientsQuery, DecisionQuery, ListedClient, MOST_PER_PAGE, OutcomeQuery, Sort,
};
use crate::api::wire::score::{Decision, Run};
use crate::probability::is_reached;

/// Most conditions on features at a time.
const MOST_CONDITIONS: usize = 20;

/// Finds a page of clients.
///
/// # Errors
///
/// A [`Problem`] for a parameter that is not understood, and for questions about everyone's score
/// while it is being computed.
pub(super) fn clients(served: &Served, query: &ClientsQuery) -> Result<ClientsAnswer, Problem> {
    if query.limit == 0 || query.limit > MOST_PER_PAGE {
        let expected = format!("1 to {MOST_PER_PAGE}");
        return Err(Problem::query("limit", expected, query.limit.to_string()));
    }
    let bounds =
        [("from_probability", query.from_probability), ("to_probability", query.to_probability)];
    for (name, bound) in bounds {
        if let Some(bound) = bound.filter(|bound| !(0.0..=1.0).contains(bound)) {
            return Err(Problem::query(name, "a number from 0 to 1", bound.to_string()));
        }
    }
    if let Some(number) = &query.number {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || number.len() > 10 {
            return Err(Problem::query(
                "number",
                "1 to 10 digits",
                format!("\"{}\"", short(number)),
            ));
        }
    }
    let conditions = conditions(served, query.r#where.as_deref().unwrap_or_default())?;
    let needs_scores = query.decision.is_some()
        || query.from_probability.is_some()
        || query.to_probability.is_some()
        || query.sort != Sort::Client;
    let scores = served.probabilities();
    if needs_scores && scores.is_none() {
        return Err(Problem::new(Kind::NotReady, "not everyone is scored yet")
            .hint("ask again in a few seconds, or without decision, probability and sort")
            .retry_after(2));
    }
    let names: Vec<&str> = conditions.iter().map(|one| one.feature.as_str()).collect();
    let columns = if names.is_empty() { None } else { Some(served.columns(&names)?) };
    let threshold = served.artifact.threshold.value();
    let fits = |place: usize| {
        let client = served.table.clients[place];
        let score = scores.map(|scores| scores[place]);
        query.number.as_ref().is_none_or(|number| client.to_string().starts_with(number.as_str()))
            && query.outcome.is_none_or(|outcome| outcome_of(served, place) == outcome)
            && query.decision.is_none_or(|decision| {
                let is_refused = score.is_some_and(|score| is_reached(score, threshold));
                is_refused == (decision == DecisionQuery::Refuse)
            })
            && query.from_probability.is_none_or(|from| score.is_some_and(|score| score >= from))
            && query.to_probability.is_none_or(|to| score.is_some_and(|score| score <= to))
            && columns.as_ref().is_none_or(|columns| {
                conditions.iter().zip(columns.row(place)).all(|(one, &value)| one.holds(value))
            })
    };
    let mut found: Vec<usize> = (0..served.table.clients.len()).filter(|&at| fits(at)).collect();
    if let (Some(scores), true) = (scores, query.sort != Sort::Client) {
        // The order of the numbers decides between equal scores.
        found.sort_by(|&a, &b| match query.sort {
            Sort::Riskiest => scores[b].total_cmp(&scores[a]),
            _ => scores[a].total_cmp(&scores[b]),
        });
    }
    let page = found.iter().skip(query.offset as usize).take(query.limit);
    let listed = page.map(|&place| {
        let score = served.score_at(place)?;
        Ok(ListedClient {
            client: score.client,
            probability: score.probability.value(),
            decision: Decision::from(score.decision),
            defaulted: served.table.outcomes[place],
        })
    });
    Ok(ClientsAnswer {
        n_found: found.len(),
        n_clients: served.table.clients.len(),
        clients: listed.collect::<Result<_, Problem>>()?,
        run: Run::of(&served.artifact),
    })
}

fn outcome_of(served: &Served, place: usize) -> OutcomeQuery {
    match served.table.outcomes[place] {
        None => OutcomeQuery::Unknown,
        Some(true) => OutcomeQuery::Defaulted,
        Some(false) => OutcomeQuery::Repaid,
    }
}

/// A condition on a feature.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    feature: String,
    how: How,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum How {
    Equals(f32),
    AtLeast(f32),
    AtMost(f32),
    Missing,
}

impl Condition {
    fn holds(&self, value: f32) -> bool {
        match self.how {
            How::Equals(number) => value == number,
            How::AtLeast(number) => value >= number,
            How::AtMost(number) => value <= number,
            How::Missing => value.is_nan(),
        }
    }
}

/// Reads `AMT_CREDIT>=100000,EXT_SOURCE_1=missing`.
fn conditions(served: &Served, text: &str) -> Result<Vec<Condition>, Problem> {
    let parts = parts(text);
    if parts.len() > MOST_CONDITIONS {
        let expected = format!("at most {MOST_CONDITIONS} conditions");
        return Err(Problem::query("where", expected, parts.len().to_string()));
    }
    parts.into_iter().map(|part| condition(served, part.trim_matches(' '))).collect()
}

/// The conditions of a text. A comma ends one where something is compared before it: names of
/// features hold commas too.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut has_sign) = (0, false);
    for (at, letter) in text.char_indices() {
        match letter {
            '=' => has_sign = true,
            ',' if has_sign => {
                parts.push(&text[start..at]);
                (start, has_sign) = (at + 1, false);
            }
            _ => {}
        }
    }
    if start > 0 || !text.is_empty() {
        parts.push(&text[start..]);
    }
    parts
}

/// Whether a text is a number as the description of `where` has it: `-0.25`.
fn is_plain(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let are_digits =
        |part: &str| (1..=15).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    are_digits(whole) && are_digits(rest)
}

fn condition(served: &Served, text: &str) -> Result<Condition, Problem> {
    let bad = |expected: &str| Problem::query("where", expected, format!("\"{}\"", short(text)));
    let form = "FEATURE=number, FEATURE>=number, FEATURE<=number or FEATURE=missing";
    let at = text.find(['=', '<', '>']).ok_or_else(|| bad(form))?;
    let (name, rest) = text.split_at(at);
    let split =
        [">=", "<=", "="].into_iter().find_map(|sign| Some((sign, rest.strip_prefix(sign)?)));
    let (sign, value) = split.ok_or_else(|| bad(form))?;
    let names = &served.table.names;
    let feature = names.iter().find(|known| *known == name.trim_matches(' ')).ok_or_else(|| {
        bad("the name of a feature")
            .rule("unknown_feature")
            .hint("GET /v1/features names those that the model reads")
    })?;
    let how = match (sign, value.trim_matches(' ')) {
        ("=", "missing") => How::Missing,
        (sign, value) => {
            let number = value.parse::<f32>().ok().filter(|_| is_plain(value));
            let number = number.ok_or_else(|| bad(form))?;
            match sign {
                ">=" => How::AtLeast(number),
                "<=" => How::AtMost(number),
                _ => How::Equals(number),
            }
        }
    };
    Ok(Condition { feature: feature.clone(), how })
}

/// Text of a caller on one line of at most 60 characters.
fn short(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_belong_to_names_and_end_conditions() {
        for (text, expected) in [
            ("", &[][..]),
            ("A=1", &["A=1"]),
            ("A>=1,B=missing", &["A>=1", "B=missing"]),
            ("Stone, brick=1,Spouse, partner=0", &["Stone, brick=1", "Spouse, partner=0"]),
            ("A=1,", &["A=1", ""]),
            ("A=1,B", &["A=1", "B"]),
            (",", &[","]),
        ] {
            assert_eq!(parts(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_digits() {
        for text in ["0", "-1", "+1.5", "100000", "0.25"] {
            assert!(is_plain(text), "{text}");
        }
        for text in ["", "-", "1e5", "inf", "NaN", ".5", "5.", "1.2.3", "--1", "1 000", "0x1"] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
