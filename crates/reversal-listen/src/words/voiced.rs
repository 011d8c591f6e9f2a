//! Song time with only the sung passages left in it: a clock that stands
//! still where nobody sings.

use reversal_model::reading::Span;

/// The sung passages laid end to end.
pub(super) struct VoicedTime {
    /// In order, apart from each other, inside the song, each of some length.
    passages: Vec<Span>,
    /// Voiced time at which each passage begins, and one more, the whole.
    begins_secs: Vec<f64>,
    is_known: bool,
}

/// Passages closer than this are one, in seconds.
const JOIN_SECS: f64 = 0.3;
/// Where no voice was found, the song without its outermost twentieths.
const BLIND_SHARE: (f64, f64) = (0.05, 0.95);
/// Where words are spread inside a line, the voice is followed if it fills this share of it.
const FOLLOWED_SHARE: f64 = 0.3;

impl VoicedTime {
    pub(super) fn new(voice: &[Span], duration_secs: f64) -> VoicedTime {
        let mut sorted: Vec<Span> = voice
            .iter()
            .map(|span| Span { start: span.start.clamp(0.0, duration_secs), end: span.end.clamp(0.0, duration_secs) })
            .filter(|span| span.end > span.start)
            .collect();
        sorted.sort_by(|a, b| a.start.total_cmp(&b.start));
        let mut passages: Vec<Span> = Vec::new();
        for span in sorted {
            match passages.last_mut().filter(|last| span.start - last.end < JOIN_SECS) {
                Some(last) => last.end = last.end.max(span.end),
                None => passages.push(span),
            }
        }
        let is_known = !passages.is_empty();
        if !is_known {
            passages.push(Span { start: duration_secs * BLIND_SHARE.0, end: duration_secs * BLIND_SHARE.1 });
        }
        let mut begins_secs = vec![0.0];
        for passage in &passages {
            begins_secs.push(begins_secs[begins_secs.len() - 1] + passage.end - passage.start);
        }
        VoicedTime { passages, begins_secs, is_known }
    }

    /// Whether a voice was found at all.
    pub(super) fn is_known(&self) -> bool {
        self.is_known
    }

    fn total_secs(&self) -> f64 {
        self.begins_secs[self.passages.len()]
    }

    /// Song time of a moment of voiced time. Where a passage ends and the next
    /// begins, the end of something belongs to the first and its start to the second.
    pub(super) fn song_secs(&self, voiced_secs: f64, is_end: bool) -> f64 {
        const ROUNDING_SECS: f64 = 1e-6;
        let at = if is_end { voiced_secs - ROUNDING_SECS } else { voiced_secs + ROUNDING_SECS };
        let index = self.begins_secs[..self.passages.len()].partition_point(|&begin| begin <= at).saturating_sub(1);
        let passage = self.passages[index];
        (passage.start + voiced_secs - self.begins_secs[index]).clamp(passage.start, passage.end)
    }

    fn voiced_secs(&self, song_secs: f64) -> f64 {
        let index = self.passages.partition_point(|passage| passage.end <= song_secs).min(self.passages.len() - 1);
        let passage = self.passages[index];
        self.begins_secs[index] + (song_secs.clamp(passage.start, passage.end) - passage.start)
    }

    /// The moment at a share (0..=1) of what is sung inside a span; None where too little is.
    pub(super) fn inside(&self, span: Span, share: f64, is_end: bool) -> Option<f64> {
        let (from, to) = (self.voiced_secs(span.start), self.voiced_secs(span.end));
        (self.is_known && to - from >= FOLLOWED_SHARE * (span.end - span.start) && to > from)
            .then(|| self.song_secs(from + (to - from) * share, is_end))
    }

    /// Shares voiced time out to stanzas of given lengths, in order: from where to where, in
    /// voiced time. Stanzas meet at pauses of the voice where that costs little in pace.
    pub(super) fn share_out(&self, lengths: &[f64]) -> Vec<(f64, f64)> {
        let total: f64 = lengths.iter().sum();
        let scale = self.total_secs() / total.max(f64::MIN_POSITIVE);
        let cuts = self.cuts_at_pauses(lengths, scale).unwrap_or_else(|| {
            let mut at = 0.0;
            lengths
                .iter()
                .take(lengths.len().saturating_sub(1))
                .map(|length| {
                    at += length * scale;
                    at
                })
                .collect()
        });
        let begins = std::iter::once(0.0).chain(cuts.iter().copied());
        begins.zip(cuts.iter().copied().chain(std::iter::once(self.total_secs()))).collect()
    }

    /// The pauses to cut at, by dynamic programming: each stanza pays for the square of its
    /// relative misfit in length, and earns for the pause after it. None with too few pauses.
    fn cuts_at_pauses(&self, lengths: &[f64], scale: f64) -> Option<Vec<f64>> {
        const REWARD_A_SEC: f64 = 0.04;
        const LONGEST_REWARDED_SECS: f64 = 6.0;
        const MOST_PASSAGES: usize = 400;
        let (stanzas, passages) = (lengths.len(), self.passages.len());
        if stanzas > passages || passages > MOST_PASSAGES || stanzas == 0 {
            return None;
        }
        let pause = |end: usize| {
            let next = self.passages.get(end).map_or(0.0, |next| next.start - self.passages[end - 1].end);
            next.min(LONGEST_REWARDED_SECS) * REWARD_A_SEC
        };
        // costs[end]: the least cost of the stanzas so far over the passages before `end`.
        let mut costs = vec![f64::INFINITY; passages + 1];
        costs[0] = 0.0;
        let mut choices: Vec<Vec<usize>> = Vec::new();
        for length in lengths {
            let mut next = vec![f64::INFINITY; passages + 1];
            let mut choice = vec![0; passages + 1];
            for end in 1..=passages {
                for (begin, cost_before) in costs[..end].iter().enumerate() {
                    let expected = length * scale;
                    let misfit =
                        (self.begins_secs[end] - self.begins_secs[begin] - expected) / expected.max(f64::MIN_POSITIVE);
                    let cost = cost_before + misfit * misfit - pause(end);
                    if cost < next[end] {
                        (next[end], choice[end]) = (cost, begin);
                    }
                }
            }
            choices.push(choice);
            costs = next;
        }
        let mut end = passages;
        let mut cuts: Vec<f64> = Vec::new();
        for choice in choices.iter().rev() {
            end = choice[end];
            cuts.push(self.begins_secs[end]);
        }
        // The last one found is the beginning of all.
        cuts.pop();
        cuts.reverse();
        Some(cuts)
    }
}
