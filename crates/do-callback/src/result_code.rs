//! The result codes of all modules that are switched on.

use com_callback::{HRESULT, Meaning, ResultCode};

/// The tables of the modules.
const TABLES: &[&[Meaning]] = &[
    crate::generated::results::MEANINGS,
    #[cfg(feature = "bits")]
    crate::bits::results::MEANINGS,
    #[cfg(feature = "download")]
    crate::download::results::MEANINGS,
];

/// A result code to be shown: its name by `{:?}`, what it means by `{}`.
///
/// Known are the codes of Delivery Optimization, BITS and the runtime, as far as their modules are switched on; for any other
/// code it is the number, and what the system says of it.
///
/// ```
/// use do_callback::{HRESULT, result_code};
///
/// let code = result_code(HRESULT(0x80D02004_u32 as i32));
/// assert_eq!(format!("{code:?}"), "DO_E_JOB_EMPTY");
/// assert_eq!(format!("{code}"), "The job holds no file.");
/// ```
pub fn result_code(code: HRESULT) -> ResultCode {
    ResultCode::among(code, TABLES)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the user meets them: a name in `Debug`, a sentence in `Display`, and neither twice.
    #[test]
    fn every_code_has_a_name_and_a_sentence() {
        for meaning in TABLES.iter().copied().flatten() {
            let code = result_code(meaning.code);
            assert_eq!(format!("{code:?}"), meaning.name);
            let text = code.to_string();
            let is_sentence =
                text.len() > 8 && text.starts_with(char::is_uppercase) && text.ends_with('.');
            assert!(is_sentence, "{}: {text}", meaning.name);
        }
    }

    #[test]
    #[cfg(all(feature = "bits", feature = "download"))]
    fn there_are_as_many_as_the_sources_have() {
        let count = |prefix: &str| {
            TABLES
                .iter()
                .copied()
                .flatten()
                .filter(|meaning| meaning.name.starts_with(prefix))
                .count()
        };
        // The SDK for DO_E_; mingw-w64's bitsmsg.h and Microsoft's metadata together for the others.
        assert_eq!((count("DO_E_"), count("BG_E_"), count("BG_S_")), (82, 142, 5));
    }
}
