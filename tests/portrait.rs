//! Drawn portraits, so that sample people have real JPEG photos without anybody's face in the repository.

use crate::failure::{Failure, Outcome};
use jpeg_encoder::{ColorType, Encoder};

/// Width and height in pixels.
const SIDE: u16 = 96;

/// A head and shoulders on a coloured ground as a JPEG of a few kilobytes; the same number draws the same picture.
pub fn draw(number: u64) -> Outcome<Vec<u8>> {
    let grounds = [[214, 228, 240], [240, 226, 214], [222, 238, 220], [232, 222, 240]];
    let clothes = [[54, 92, 140], [150, 70, 60], [60, 120, 90], [90, 70, 130]];
    let skins = [[236, 200, 176], [198, 150, 118], [140, 96, 70], [248, 218, 198]];
    let hairs = [[60, 44, 34], [170, 120, 60], [30, 28, 30], [120, 60, 34]];
    let pick = |list: [[u8; 3]; 4], shift: u32| list[(number >> shift) as usize % 4];
    let mut pixels = Vec::with_capacity(usize::from(SIDE) * usize::from(SIDE) * 3);
    for row in 0..SIDE {
        for column in 0..SIDE {
            let (x, y) = (f32::from(column) - 48.0, f32::from(row) - 48.0);
            let inside = |cx: f32, cy: f32, rx: f32, ry: f32| ((x - cx) / rx).powi(2) + ((y - cy) / ry).powi(2) <= 1.0;
            let colour = if inside(0.0, -4.0, 17.0, 21.0) && y > -16.0 {
                pick(skins, 2)
            } else if inside(0.0, -9.0, 20.0, 22.0) {
                pick(hairs, 4)
            } else if inside(0.0, 16.0, 8.0, 14.0) {
                pick(skins, 2)
            } else if inside(0.0, 52.0, 36.0, 30.0) {
                pick(clothes, 6)
            } else {
                pick(grounds, 0)
            };
            pixels.extend_from_slice(&colour);
        }
    }
    written(&pixels, SIDE, ColorType::Rgb)
}

/// A red square in the four inks of a printer (CMYK), as picture agencies deliver portraits.
pub fn for_print(side: u16) -> Outcome<Vec<u8>> {
    let pixels = [0, 230, 230, 10].repeat(usize::from(side) * usize::from(side));
    written(&pixels, side, ColorType::Cmyk)
}

fn written(pixels: &[u8], side: u16, colours: ColorType) -> Outcome<Vec<u8>> {
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, 85)
        .encode(pixels, side, side, colours)
        .map_err(|error| Failure::new(format!("drawing a portrait: {error}")))?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_portrait_is_a_small_jpeg() {
        let drawn = super::draw(0b01_10_11_00).unwrap();
        assert_eq!(drawn[..3], [0xff, 0xd8, 0xff]);
        assert!(drawn.len() < 6000, "{} bytes", drawn.len());
    }
}
