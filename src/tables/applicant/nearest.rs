//! A name that does not exist in, the one that was meant out.

/// Letters of a name that are looked at; no column's name is as long.
const MOST_LETTERS: usize = 64;

/// The name that differs from `written` in the fewest letters, capital or not; none where all are
/// too different to have been meant.
pub(super) fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters = |text: &str| -> Vec<char> {
        text.chars().take(MOST_LETTERS).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let written = letters(written);
    let most = (written.len() / 4).max(1);
    let distance = |name: &str| distance(&written, &letters(name));
    let (n, name) = names.map(|name| (distance(name), name)).min_by_key(|(n, _)| *n)?;
    (n <= most).then_some(name)
}

/// How many letters must be put in, taken out or changed to make one of the other (Levenshtein).
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = (0..=to.len()).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let changed = before[column] + usize::from(letter != other);
            now.push(changed.min(before[column + 1] + 1).min(now[column] + 1));
        }
        before = now;
    }
    before.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_other_words_are_not() {
        let names = ["AMT_CREDIT", "AMT_ANNUITY", "EXT_SOURCE_1"];
        let find = |written: &str| nearest(written, names.into_iter());
        assert_eq!(find("AMT_CREDITT"), Some("AMT_CREDIT"));
        assert_eq!(find("amt_credit"), Some("AMT_CREDIT"));
        assert_eq!(find("AMT_ANUITY"), Some("AMT_ANNUITY"));
        assert_eq!(find("EXT_SOURCE1"), Some("EXT_SOURCE_1"));
        assert_eq!(find("HAIR"), None);
        assert_eq!(find(""), None);
    }
}
