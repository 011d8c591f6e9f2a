//! Heads of the decoder that look at the sound of the word being written, as
//! the makers of the models name them (OpenAI, `whisper/__init__.py`, MIT).

use super::model_file::Sizes;

/// Heads by layer and number.
type Heads = &'static [(usize, usize)];

/// Layers of encoder and decoder, whether other languages than English are known, and the heads.
const KNOWN: &[(usize, usize, bool, Heads)] = &[
    (4, 4, false, &[(1, 0), (2, 0), (2, 5), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)]),
    (4, 4, true, &[(2, 2), (3, 0), (3, 2), (3, 3), (3, 4), (3, 5)]),
    (6, 6, false, &[(3, 3), (4, 7), (5, 1), (5, 5), (5, 7)]),
    (6, 6, true, &[(3, 1), (4, 2), (4, 3), (4, 7), (5, 1), (5, 2), (5, 4), (5, 6)]),
];

/// The heads of a model by its sizes; all of the upper half of the layers where none are known.
pub(super) fn alignment_heads(sizes: &Sizes, is_multilingual: bool) -> Vec<(usize, usize)> {
    let known = KNOWN.iter().find(|known| {
        (known.0, known.1, known.2) == (sizes.audio_layers, sizes.text_layers, is_multilingual)
            && known.3.iter().all(|head| head.1 < sizes.text_heads)
    });
    match known {
        Some(known) => known.3.to_vec(),
        None => (sizes.text_layers / 2..sizes.text_layers)
            .flat_map(|layer| (0..sizes.text_heads).map(move |head| (layer, head)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(layers: usize, heads: usize) -> Sizes {
        Sizes {
            vocabulary: 51_864,
            audio_places: 1500,
            audio_width: 64 * heads,
            audio_heads: heads,
            audio_layers: layers,
            text_places: 448,
            text_width: 64 * heads,
            text_heads: heads,
            text_layers: layers,
            mel_bands: 80,
        }
    }

    #[test]
    fn every_known_head_is_one_that_its_model_has() {
        for (layers, text_layers, is_multilingual, heads) in KNOWN {
            let sizes = sizes(*layers, if *layers == 4 { 6 } else { 8 });
            assert!(heads.iter().all(|head| head.0 < *text_layers && head.1 < sizes.text_heads));
            assert!(heads.is_sorted(), "looks come layer by layer");
            assert_eq!(alignment_heads(&sizes, *is_multilingual), heads.to_vec());
        }
    }

    #[test]
    fn models_that_are_not_known_look_with_their_upper_half() {
        assert_eq!(alignment_heads(&sizes(2, 2), false), [(1, 0), (1, 1)]);
        assert_eq!(alignment_heads(&sizes(3, 1), true), [(1, 0), (2, 0)]);
    }
}
