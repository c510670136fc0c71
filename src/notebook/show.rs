//! How a value reaches the notebook: printed, in the form that the kernel takes for content.

/// Something that a cell shows as its result.
pub trait Shown {
    /// Media type and content, the plainest last.
    fn content(&self) -> Vec<(&'static str, String)>;

    /// Shows it; the kernel calls this for the last expression of a cell.
    ///
    /// A cell shows one thing: of two of a kind, the second takes the place of the first.
    fn evcxr_display(&self) {
        for (media_type, content) in self.content() {
            print(&format!("EVCXR_BEGIN_CONTENT {media_type}\n{content}\nEVCXR_END_CONTENT"));
        }
    }
}

/// Prints a line below the cell.
pub fn say(line: impl std::fmt::Display) {
    print(&line.to_string());
}

#[expect(clippy::print_stdout, reason = "a notebook talks to a person, by printing")]
fn print(text: &str) {
    println!("{text}");
}

/// Text that stands in HTML or SVG as itself.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
