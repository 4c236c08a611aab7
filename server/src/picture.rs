//! From a picture as somebody sent it to the small square JPEG that a directory is given. Nothing of the sent bytes goes on: the picture is read,
//! turned upright, cut, made smaller and written anew, so that places and cameras in it, or a second file behind it, stay behind (SEC27).

use std::io::Cursor;

use domain::{
    api::Square,
    kind::photo::{LEAST_SIDE, Limits},
};
use image::{
    DynamicImage, GenericImageView as _, ImageDecoder as _, ImageFormat, ImageReader, Rgb, RgbImage,
    codecs::jpeg::JpegEncoder, imageops, metadata::Orientation,
};

/// Million pixels that a sent picture has at most. A picture is held in memory whole, one at a time.
pub(crate) const MEGAPIXELS: u32 = 25;

/// Bytes that reading one may take: the pixels of a large photograph, and as much again for what its format needs on the way.
const MEMORY: u64 = 256 << 20;

/// What was made of a picture.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) content: Vec<u8>,
    /// Width and height in pixels.
    pub(crate) side: u32,
}

/// Why nothing was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// No JPEG, PNG or WebP, or a damaged one.
    NoPicture,
    TooManyPixels,
    /// It, or the part that was chosen, is too small to show a face.
    TooSmall,
    /// The part that was chosen is no part of it.
    Outside,
}

/// Makes it: the chosen square, or the largest one in the middle. Takes up to a second, so it runs on a thread that may block.
pub(crate) fn remake(sent: &[u8], chosen: Option<Square>, limits: &Limits) -> Result<Made, Refused> {
    let format = format_of(sent).filter(|format| *format != ImageFormat::Jpeg || is_whole(sent));
    let format = format.ok_or(Refused::NoPicture)?;
    let mut reader = ImageReader::with_format(Cursor::new(sent), format);
    let mut bounds = image::Limits::default();
    bounds.max_alloc = Some(MEMORY);
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    // Known from the head alone: what would unfold to more is not begun with.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > u64::from(MEGAPIXELS) * 1_000_000 || decoder.total_bytes() > MEMORY {
        return Err(Refused::TooManyPixels);
    }
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let seen = if is_turned_sideways(turn) { (height, width) } else { (width, height) };
    let square = chosen.unwrap_or_else(|| middle(seen));
    let fits = |from: u32, length: u32| from.checked_add(square.side).is_some_and(|end| end <= length);
    if !fits(square.x, seen.0) || !fits(square.y, seen.1) {
        return Err(Refused::Outside);
    }
    if square.side < LEAST_SIDE {
        return Err(Refused::TooSmall);
    }
    let whole = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    let side = square.side.min(limits.side);
    let upright = small(&whole, as_stored(square, (width, height), turn), side, turn);
    drop(whole);
    write(&upright, limits)
}

/// What a picture is by its first bytes, whatever it is called.
fn format_of(sent: &[u8]) -> Option<ImageFormat> {
    match sent {
        [0xFF, 0xD8, 0xFF, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(ImageFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Whether a JPEG has its end: the library fills what is missing with grey. The two bytes that begin the last scan, and those that end a picture, stand
/// nowhere inside a scan.
fn is_whole(jpeg: &[u8]) -> bool {
    let last = |mark: [u8; 2]| jpeg.windows(2).rposition(|pair| pair == mark);
    last([0xFF, 0xDA]).is_some_and(|scan| last([0xFF, 0xD9]).is_some_and(|end| end > scan))
}

fn refused(error: &image::ImageError) -> Refused {
    match error {
        image::ImageError::Limits(_) => Refused::TooManyPixels,
        _ => Refused::NoPicture,
    }
}

/// The largest square in the middle.
fn middle((width, height): (u32, u32)) -> Square {
    let side = width.min(height);
    Square { x: (width - side) / 2, y: (height - side) / 2, side }
}

fn is_turned_sideways(turn: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(turn, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
}

/// Where a square of the picture as it is seen lies in the pixels as they are stored, so that only the small result has to be turned.
fn as_stored(seen: Square, (width, height): (u32, u32), turn: Orientation) -> Square {
    let Square { x, y, side } = seen;
    let (from_right, from_bottom) = (|x: u32| width - x - side, |y: u32| height - y - side);
    let (x, y) = match turn {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (from_right(x), y),
        Orientation::FlipVertical => (x, from_bottom(y)),
        Orientation::Rotate180 => (from_right(x), from_bottom(y)),
        Orientation::Rotate90 => (y, from_bottom(x)),
        Orientation::Rotate270 => (from_right(y), x),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate270FlipH => (from_right(y), from_bottom(x)),
    };
    Square { x, y, side }
}

/// The square as an upright picture of `side` pixels. What was see-through is white.
fn small(whole: &DynamicImage, square: Square, side: u32, turn: Orientation) -> RgbImage {
    let part = imageops::crop_imm(whole, square.x, square.y, square.side, square.side);
    // First roughly and cheaply from the many pixels, then well from the few that are left.
    let rough = square.side.min(side * 2);
    let mut few = DynamicImage::ImageRgba8(imageops::thumbnail(&*part, rough, rough));
    few.apply_orientation(turn);
    let flat = RgbImage::from_fn(rough, rough, |x, y| {
        let [red, green, blue, cover] = few.get_pixel(x, y).0;
        let on_white = |part: u8| {
            let mixed = (u32::from(part) * u32::from(cover) + 255 * (255 - u32::from(cover))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([red, green, blue].map(on_white))
    });
    if rough == side { flat } else { imageops::resize(&flat, side, side, imageops::FilterType::Lanczos3) }
}

/// Writes it as large as it may be: first it loses quality that nobody sees, and only if that is not enough, pixels.
fn write(picture: &RgbImage, limits: &Limits) -> Result<Made, Refused> {
    let mut picture = picture.clone();
    loop {
        let side = picture.width();
        for (qualities, bytes) in [(&[92, 86, 80, 74, 68], limits.advised), (&[68, 60, 52, 46, 40], limits.most)] {
            for quality in qualities {
                let mut content = Vec::new();
                JpegEncoder::new_with_quality(&mut content, *quality)
                    .encode_image(&picture)
                    .map_err(|error| refused(&error))?;
                if content.len() <= bytes as usize {
                    return Ok(Made { content, side });
                }
            }
        }
        let less = side * 4 / 5;
        if less < LEAST_SIDE {
            return Err(Refused::NoPicture);
        }
        picture = imageops::resize(&picture, less, less, imageops::FilterType::Lanczos3);
    }
}

#[cfg(test)]
mod tests;
