//! A client's score told as on the sheet, and what there is to say of explanations as a whole.

use super::show::{Shown, escaped};
use super::{Error, Work};
use crate::features::dictionary::Language;
use crate::pipeline;
use crate::scoring::{Examiner, ScoredClient};
use crate::views::ExplanationView;
use crate::views::from_run::{self, Speaker};

/// A client's score: verdict, reasons as an account that adds up, what would change the decision.
#[derive(Debug, Clone)]
pub struct Story {
    title: String,
    view: ExplanationView,
}

impl Story {
    /// Tells of the client at `place` in the feature table; `who` names them, as no number does.
    ///
    /// # Errors
    ///
    /// [`Error::Stage`] where the parts do not add up to the score.
    pub fn of(
        work: &Work,
        examiner: &Examiner<'_>,
        place: usize,
        who: &str,
    ) -> Result<Self, Error> {
        let scored = examiner.examine_at(place)?;
        Ok(Self { title: who.to_owned(), view: view(work, &scored)? })
    }

    /// What would change the decision, one sentence each.
    pub fn outlook(&self) -> Vec<String> {
        let outlook = &self.view.outlook;
        let ways = outlook.ways.iter().map(|way| format!("– {} → {}", way.label, way.value));
        let mut all = vec![outlook.summary.clone()];
        all.extend(ways.chain(outlook.open.iter().map(|open| format!("? {open}"))));
        all
    }

    /// What counts, from where: points and words, in the order of the account.
    fn account(&self) -> Vec<(&'static str, &str, &str)> {
        let reasons = &self.view.reasons;
        let mut rows = vec![("départ", reasons.start.as_str(), "probabilité moyenne")];
        rows.extend(reasons.unfavorable.iter().map(|r| ("contre", &*r.points, &*r.detail)));
        rows.extend(reasons.favorable.iter().map(|r| ("pour", &*r.points, &*r.detail)));
        rows.push(("autres", &reasons.other, "ce qui n’est pas détaillé"));
        rows.push(("total", &self.view.score.probability, "probabilité de défaut du client"));
        rows
    }
}

impl Shown for Story {
    fn content(&self) -> Vec<(&'static str, String)> {
        let (title, verdict) = (&self.title, &self.view.verdict);
        let left = "align=\"left\" style=\"text-align:left\"";
        let right = "align=\"right\" style=\"text-align:right;white-space:nowrap\"";
        let mut html = format!(
            "<table class=\"octroi\">\n<caption>{} : {}</caption>\n<thead><tr><th scope=\"col\" \
             {left}></th><th scope=\"col\" {right}>effet</th><th scope=\"col\" {left}>raison</th>\
             </tr></thead>\n<tbody>\n",
            escaped(title),
            escaped(verdict)
        );
        let mut text = format!("{title} : {verdict}\n");
        for (side, points, detail) in self.account() {
            html.push_str(&format!(
                "<tr><th scope=\"row\" {left}>{side}</th><td {right}>{}</td><td {left}>{}</td></tr>\n",
                escaped(points),
                escaped(detail)
            ));
            text.push_str(&format!("{side:<7} {points:>14}  {detail}\n"));
        }
        html.push_str("</tbody>\n</table>");
        vec![("text/html", html), ("text/plain", text.trim_end().to_owned())]
    }
}

/// Stability, compacity and consistency of a run's explanations, one sentence each; empty where
/// too few clients are known.
///
/// # Errors
///
/// [`Error::Stage`] where the dictionary does not know a feature.
pub fn quality(work: &Work) -> Result<Vec<String>, Error> {
    Ok(from_run::overview(&speaker(work)?, 1).map_err(pipeline::Error::from)?.quality)
}

fn speaker(work: &Work) -> Result<Speaker<'_>, Error> {
    let speaker = Speaker::new(&*work.run, Language::French, String::new());
    Ok(speaker.map_err(pipeline::Error::from)?)
}

fn view(work: &Work, scored: &ScoredClient) -> Result<ExplanationView, Error> {
    Ok(from_run::explanation(&speaker(work)?, scored).map_err(pipeline::Error::from)?)
}
