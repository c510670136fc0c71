//! `octroi keys`: made, listed, revoked.

use crate::support::octroi_in;

#[test]
fn keys_are_made_listed_and_revoked() {
    let root = tempfile::tempdir().unwrap();
    let ask = |words: &[&str]| octroi_in(root.path(), words);
    let empty = ask(&["keys", "list"]);
    assert_eq!((empty.code, empty.out.as_str()), (0, ""));
    assert!(empty.err.contains("no key yet"), "{}", empty.err);

    let made = ask(&["keys", "add", "desk-1", "--scope", "read", "--scope", "score"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let key = made.out.strip_suffix('\n').unwrap();
    assert!(key.starts_with("octroi_") && key.len() == 71 && !key.contains('\n'), "{key}");
    assert!(made.err.contains("shown this once") && !made.err.contains(key), "{}", made.err);
    let file = root.path().join("data/keys.json");
    assert!(!std::fs::read_to_string(&file).unwrap().contains(&key[7..]));

    let again = ask(&["keys", "add", "desk-1", "--scope", "read"]);
    assert_eq!((again.code, again.out.as_str()), (1, ""));
    assert!(again.err.contains("a living key is named") && again.err.contains("revoke desk-1"));
    assert_eq!(ask(&["keys", "add", "boss", "--scope", "admin", "--rate", "50"]).code, 0);
    for words in [
        ["keys", "add", "other"].as_slice(),
        &["keys", "add", "other", "--scope", "all"],
        &["keys", "add"],
        &["keys", "revoke"],
    ] {
        assert_eq!(ask(words).code, 2, "{words:?}");
    }
    let odd = ask(&["keys", "add", "a b", "--scope", "read"]);
    assert!(odd.code == 1 && odd.err.contains("expected a name"), "{}", odd.err);

    let revoked = ask(&["keys", "revoke", "desk-1"]);
    assert!(revoked.code == 0 && revoked.out.is_empty(), "{}", revoked.err);
    let unknown = ask(&["keys", "revoke", "nobody"]);
    assert!(unknown.code == 1 && unknown.err.contains("octroi keys list"), "{}", unknown.err);
    let listed = ask(&["keys", "list"]);
    assert_eq!(listed.out.lines().count(), 3, "{}", listed.out);
    assert!(listed.out.contains("read, score") && listed.out.contains("50/s"), "{}", listed.out);
    assert!(!listed.out.contains("octroi_"));

    std::fs::write(&file, "{\"format\": 1, \"keys\": [], \"more\": 0}").unwrap();
    let damaged = ask(&["keys", "list"]);
    assert_eq!(damaged.code, 1);
    assert!(damaged.err.contains("damaged") && damaged.err.contains("hint:"), "{}", damaged.err);
}
