//! Pictures: profile images that are generated or uploaded, and QR codes.

use bytes::Bytes;
use png::{BitDepth, ColorType, Encoder};
use qrcodegen::{QrCode, QrCodeEcc};

use super::secret::{Digest, Secret};

const SIDE: usize = 128;
/// Five cells of 20 pixels leave a rim of 14.
const CELLS: usize = 5;
const CELL: usize = 20;
const RIM: usize = (SIDE - CELLS * CELL) / 2;

const QR_SCALE: usize = 6;
/// The quiet zone that the QR standard asks for, in modules.
const QR_QUIET: usize = 4;

/// What kind of picture some bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
}

/// A picture as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) format: Format,
    pub(crate) bytes: Bytes,
}

impl Picture {
    /// Takes uploaded bytes when they begin like a PNG or a JPEG.
    pub(crate) fn uploaded(bytes: Bytes) -> Option<Self> {
        let format = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Format::Png
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            Format::Jpeg
        } else {
            return None;
        };
        Some(Self { format, bytes })
    }

    /// The generated picture of a user: the same one every time, for every user another.
    pub(crate) fn generated(user_id: &str) -> Self {
        let digest = Digest::of(user_id);
        let [red, green, blue, pattern @ ..] = digest.bytes();
        // Half of each channel is fixed so that no pattern vanishes on the light ground.
        let ink = [red / 2 + 20, green / 2 + 20, blue / 2 + 20];
        let mut pixels = Vec::with_capacity(SIDE * SIDE * 3);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let drawn = cell(x).zip(cell(y)).is_some_and(|(column, row)| {
                    let mirrored = column.min(CELLS - 1 - column);
                    let bit = pattern.get(row * CELLS.div_ceil(2) + mirrored);
                    bit.is_some_and(|byte| byte % 2 == 0)
                });
                pixels.extend(if drawn { ink } else { [240; 3] });
            }
        }
        Self {
            format: Format::Png,
            bytes: png(SIDE, ColorType::Rgb, &pixels).into(),
        }
    }
}

fn cell(pixel: usize) -> Option<usize> {
    let cell = pixel.checked_sub(RIM)? / CELL;
    (cell < CELLS).then_some(cell)
}

/// A QR code of the text as a PNG; none when the text is too long for one.
pub(crate) fn qr_code(text: &Secret) -> Option<Vec<u8>> {
    let code = QrCode::encode_text(text.expose(), QrCodeEcc::Medium).ok()?;
    let modules = usize::try_from(code.size()).ok()?;
    let side = (modules + 2 * QR_QUIET) * QR_SCALE;
    let module = |pixel: usize| {
        let module = (pixel / QR_SCALE).checked_sub(QR_QUIET)?;
        i32::try_from(module).ok()
    };
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            // Outside of the code every module is light.
            let dark = module(x)
                .zip(module(y))
                .is_some_and(|(x, y)| code.get_module(x, y));
            pixels.push(if dark { 0 } else { 255 });
        }
    }
    Some(png(side, ColorType::Grayscale, &pixels))
}

fn png(side: usize, color: ColorType, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let length = u32::try_from(side).expect("pictures made here are a few hundred pixels wide");
    let mut encoder = Encoder::new(&mut bytes, length, length);
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels))
        .expect("memory takes every byte, and the pixels fill the square");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(bytes: &[u8]) -> (u32, u32) {
        let reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info();
        reader.unwrap().info().size()
    }

    #[test]
    fn generated_pictures_are_the_same_for_a_user_and_differ_between_users() {
        let alice = Picture::generated("alice");
        assert_eq!(size(&alice.bytes), (128, 128));
        assert_eq!(alice.bytes, Picture::generated("alice").bytes);
        assert_ne!(alice.bytes, Picture::generated("bob").bytes);
    }

    #[test]
    fn uploads_are_known_by_their_first_bytes() {
        let png = Picture::uploaded(Picture::generated("x").bytes).unwrap();
        assert_eq!(png.format, Format::Png);
        let jpeg = Picture::uploaded(Bytes::from_static(b"\xff\xd8\xff\xe0 and so on")).unwrap();
        assert_eq!(jpeg.format, Format::Jpeg);
        assert!(Picture::uploaded(Bytes::from_static(b"hello")).is_none());
    }

    #[test]
    fn qr_codes_are_square_pngs() {
        let code = qr_code(&Secret::from("otpauth://totp/x".to_owned())).unwrap();
        let (width, height) = size(&code);
        assert_eq!(width, height);
        assert!(width > 100);
        assert!(qr_code(&Secret::from("x".repeat(10_000))).is_none());
    }
}
