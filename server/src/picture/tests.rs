//! Pictures as people have them, and as nobody should send them, made here.

use image::{
    ExtendedColorType, ImageEncoder as _, Rgba, RgbaImage, codecs::png::PngEncoder, codecs::webp::WebPEncoder,
};

use super::*;

const THUMBNAIL: Limits = Limits { side: 96, advised: 10_000, most: 100_000 };

/// Red on the upper left, green on the upper right, blue below.
fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 2) {
        (true, true) => Rgb([200, 20, 20]),
        (false, true) => Rgb([20, 200, 20]),
        (_, false) => Rgb([20, 20, 200]),
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut content = Vec::new();
    JpegEncoder::new_with_quality(&mut content, 90).encode_image(picture).unwrap();
    content
}

fn png(bytes: &[u8], (width, height): (u32, u32), colours: ExtendedColorType) -> Vec<u8> {
    let mut content = Vec::new();
    PngEncoder::new(&mut content).write_image(bytes, width, height, colours).unwrap();
    content
}

/// Exif that says how the camera was held, where it was, and whose it is.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    // The maker: 24 bytes of text behind the directory.
    tiff.extend([0x0F, 1, 2, 0, 24, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"GPS 59.91 N 10.75 E Oslo");
    let mut segment = vec![0xFF, 0xE1];
    segment.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    segment
}

/// A JPEG with such a segment behind its first mark.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    [&jpeg[..2], &exif(orientation), &jpeg[2..]].concat()
}

fn seen(made: &Made) -> RgbImage {
    image::load_from_memory_with_format(&made.content, ImageFormat::Jpeg).unwrap().to_rgb8()
}

/// The strongest of red, green and blue at a place, by its letter.
fn colour(picture: &RgbImage, x: u32, y: u32) -> char {
    let Rgb([red, green, blue]) = *picture.get_pixel(x, y);
    if red > green && red > blue {
        'r'
    } else if green > blue {
        'g'
    } else {
        'b'
    }
}

fn corners(picture: &RgbImage) -> String {
    let (near, far) = (4, picture.width() - 5);
    [(near, near), (far, near), (near, far), (far, far)].map(|(x, y)| colour(picture, x, y)).iter().collect()
}

/// P25, SEC27: whatever it came as, it leaves as a small square JPEG with nothing in it but pixels.
#[test]
fn every_kind_becomes_a_small_square() {
    let picture = drawn(300, 300);
    let deep: Vec<u8> = picture.iter().flat_map(|part| [*part, *part]).collect();
    let clear = RgbaImage::from_fn(300, 300, |x, y| {
        let Rgb([red, green, blue]) = *picture.get_pixel(x, y);
        Rgba([red, green, blue, 255])
    });
    let grey = DynamicImage::ImageRgb8(picture.clone()).to_luma8();
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).encode(&picture, 300, 300, ExtendedColorType::Rgb8).unwrap();
    for (name, sent) in [
        ("JPEG", jpeg(&picture)),
        ("PNG", png(&picture, (300, 300), ExtendedColorType::Rgb8)),
        ("PNG of 16 bits", png(&deep, (300, 300), ExtendedColorType::Rgb16)),
        ("PNG with transparency", png(&clear, (300, 300), ExtendedColorType::Rgba8)),
        ("WebP", webp),
    ] {
        let made = remake(&sent, None, &THUMBNAIL).unwrap_or_else(|why| panic!("{name}: {why:?}"));
        assert!(made.content.len() <= 10_000, "{name}: {}", made.content.len());
        let seen = seen(&made);
        assert_eq!((made.side, seen.dimensions(), corners(&seen).as_str()), (96, (96, 96), "rgbb"), "{name}");
    }
    let made = remake(&png(&grey, (300, 300), ExtendedColorType::L8), None, &THUMBNAIL).unwrap();
    assert_eq!(seen(&made).dimensions(), (96, 96));
    let printed = remake(&amend_tests::portrait::for_print(200).unwrap(), None, &THUMBNAIL).unwrap();
    assert_eq!(corners(&seen(&printed)), "rrrr");
}

/// What is see-through is white and not black.
#[test]
fn nothing_is_drawn_on_black() {
    let empty = png(&[0; 64 * 64 * 4], (64, 64), ExtendedColorType::Rgba8);
    let made = seen(&remake(&empty, None, &THUMBNAIL).unwrap());
    assert!(made.pixels().all(|Rgb(parts)| parts.iter().all(|part| *part > 250)));
}

/// P25, SEC27: the place where it was taken is gone, and it stands upright however the camera was held.
#[test]
fn it_stands_upright_and_tells_nothing() {
    let upright = drawn(200, 200);
    let as_held = |number: u8| {
        let mut stored = DynamicImage::ImageRgb8(upright.clone());
        let turn = Orientation::from_exif(number).unwrap();
        // The turn back: a quarter one way undoes one the other way, and all others undo themselves.
        stored.apply_orientation(match turn {
            Orientation::Rotate90 => Orientation::Rotate270,
            Orientation::Rotate270 => Orientation::Rotate90,
            other => other,
        });
        with_exif(&jpeg(&stored.to_rgb8()), number)
    };
    for number in 1..=8 {
        let sent = as_held(number);
        assert!(sent.windows(4).any(|part| part == b"Oslo"));
        let made = remake(&sent, None, &THUMBNAIL).unwrap();
        assert_eq!(corners(&seen(&made)), "rgbb", "held as {number}");
        for trace in [&b"Exif"[..], b"GPS", b"Oslo"] {
            assert!(!made.content.windows(trace.len()).any(|part| part == trace), "held as {number}");
        }
    }
}

/// The square that is chosen on the upright picture is the one that is cut, however the camera was held.
#[test]
fn the_chosen_square_is_cut() {
    for number in 1..=8 {
        let turn = Orientation::from_exif(number).unwrap();
        let stored = drawn(160, 120);
        let mut upright = DynamicImage::ImageRgb8(stored.clone());
        upright.apply_orientation(turn);
        let sent = with_exif(&jpeg(&stored), number);
        let (width, height) = upright.dimensions();
        for (x, y) in [(0, 0), (width - 60, 0), (0, height - 60), (width - 60, height - 60), (37, 21)] {
            let made = seen(&remake(&sent, Some(Square { x, y, side: 60 }), &THUMBNAIL).unwrap());
            let expected = upright.crop_imm(x, y, 60, 60).to_rgb8();
            assert_eq!(corners(&made), corners(&expected), "held as {number}, from {x}, {y}");
            assert_eq!(made.dimensions(), (60, 60), "a small picture is not made larger");
        }
    }
    let whole = jpeg(&drawn(160, 120));
    for (square, why) in [
        ((0, 0, 31), Refused::TooSmall),
        ((0, 0, 121), Refused::Outside),
        ((101, 0, 60), Refused::Outside),
        ((u32::MAX, 0, 60), Refused::Outside),
        ((0, 0, u32::MAX), Refused::Outside),
    ] {
        let (x, y, side) = square;
        assert_eq!(remake(&whole, Some(Square { x, y, side }), &THUMBNAIL).unwrap_err(), why, "{square:?}");
    }
    assert_eq!(remake(&jpeg(&drawn(31, 200)), None, &THUMBNAIL).unwrap_err(), Refused::TooSmall);
}

/// A picture of noise, which compresses badly.
fn noise(side: u32) -> RgbImage {
    let mut state = 1_u32;
    RgbImage::from_fn(side, side, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [one, two, three, _] = (state >> 4).to_le_bytes();
        Rgb([one, two, three])
    })
}

/// P25: the limit of bytes holds whatever is in it.
#[test]
fn it_fits_into_the_directory() {
    let sent = jpeg(&noise(900));
    for (side, most) in [(96, 100_000), (96, 6_000), (96, 2_000), (400, 60_000), (400, 5_000), (1_000, 50_000)] {
        let made = remake(&sent, None, &Limits { side, advised: most, most }).unwrap();
        assert!(made.content.len() <= most as usize && made.side <= side, "{side}, {most}: {} B", made.content.len());
        assert_eq!(seen(&made).dimensions(), (made.side, made.side));
    }
}

/// The same picture and square come to the same bytes, so that sending it again is no change.
#[test]
fn the_same_picture_is_the_same_bytes() {
    let sent = jpeg(&noise(300));
    let once = remake(&sent, None, &THUMBNAIL).unwrap().content;
    assert_eq!(remake(&sent, None, &THUMBNAIL).unwrap().content, once);
    assert_ne!(remake(&sent, Some(Square { x: 0, y: 0, side: 200 }), &THUMBNAIL).unwrap().content, once);
}

/// A PNG's head that claims to be so large, with hardly anything behind it.
fn claimed(width: u32, height: u32) -> Vec<u8> {
    let mut sent = png(&[0; 32 * 32 * 3], (32, 32), ExtendedColorType::Rgb8);
    sent[16..20].copy_from_slice(&width.to_be_bytes());
    sent[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&sent[12..29]);
    sent[29..33].copy_from_slice(&sum.to_be_bytes());
    sent
}

/// The check sum of PNG (ISO 15948, annex D).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}

/// SEC27: what unfolds to more than may be is refused by its head, which costs neither memory nor time.
#[test]
fn a_bomb_does_not_go_off() {
    let began = std::time::Instant::now();
    for (width, height) in [(5_001, 5_000), (65_000, 65_000), (u32::MAX >> 1, 1), (u32::MAX >> 1, u32::MAX >> 1)] {
        assert_eq!(remake(&claimed(width, height), None, &THUMBNAIL).unwrap_err(), Refused::TooManyPixels, "{width}");
    }
    let mut huge = jpeg(&drawn(64, 64));
    let frame = huge.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    assert_eq!(remake(&huge, None, &THUMBNAIL).unwrap_err(), Refused::TooManyPixels);
    assert!(began.elapsed() < std::time::Duration::from_secs(1));
}

/// SEC27, T5: what is no picture, or only half of one, is refused, and what is two things at once leaves as a picture alone.
#[test]
fn what_is_no_picture_is_refused() {
    let whole = jpeg(&noise(200));
    let as_png = png(&noise(200), (200, 200), ExtendedColorType::Rgb8);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;".to_vec();
    let cases: [(&str, Vec<u8>); 8] = [
        ("nothing", Vec::new()),
        ("text", b"hello".to_vec()),
        ("SVG", svg),
        ("GIF", gif),
        ("three bytes", vec![0xFF, 0xD8, 0xFF]),
        ("half a JPEG", whole[..whole.len() / 2].to_vec()),
        ("half a PNG", as_png[..as_png.len() / 2].to_vec()),
        ("a JPEG called PNG", [&as_png[..8], &whole[..]].concat()),
    ];
    for (name, sent) in cases {
        assert_eq!(remake(&sent, None, &THUMBNAIL).unwrap_err(), Refused::NoPicture, "{name}");
    }
    let second = b"PK\x03\x04<script>alert(1)</script>";
    let made = remake(&[&whole[..], second].concat(), None, &THUMBNAIL).unwrap();
    assert!(!made.content.windows(8).any(|part| part == b"<script>"));
}

/// Of moving pictures the first one counts.
#[test]
fn a_moving_picture_stands_still() {
    let still = |red: u8| {
        let mut webp = Vec::new();
        let picture = RgbImage::from_pixel(64, 64, Rgb([red, 0, 255 - red]));
        WebPEncoder::new_lossless(&mut webp).encode(&picture, 64, 64, ExtendedColorType::Rgb8).unwrap();
        webp[12..].to_vec()
    };
    let chunk = |name: &[u8], body: &[u8]| [name, &u32::try_from(body.len()).unwrap().to_le_bytes(), body].concat();
    let size = [63, 0, 0, 63, 0, 0];
    let frame = |picture: Vec<u8>| chunk(b"ANMF", &[&[0; 6], &size[..], &[100, 0, 0, 0], &picture].concat());
    let body = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[&[2, 0, 0, 0], &size[..]].concat()),
        chunk(b"ANIM", &[0; 6]),
        frame(still(255)),
        frame(still(0)),
    ]
    .concat();
    let made = remake(&chunk(b"RIFF", &body), None, &THUMBNAIL).unwrap();
    assert_eq!(corners(&seen(&made)), "rrrr");
}

/// Fifteen hundred damaged pictures: an answer each time, and never a fall.
#[test]
fn damage_is_answered() {
    let whole = jpeg(&noise(48));
    let as_png = png(&noise(48), (48, 48), ExtendedColorType::Rgb8);
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).encode(&noise(48), 48, 48, ExtendedColorType::Rgb8).unwrap();
    let mut state = 7_u64;
    let mut dice = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for sent in [whole, as_png, webp] {
        for _ in 0..500 {
            let mut damaged = sent.clone();
            for _ in 0..=dice(4) {
                let place = dice(damaged.len());
                damaged[place] = u8::try_from(dice(256)).unwrap();
            }
            damaged.truncate(damaged.len() - dice(3) * dice(damaged.len() / 8));
            let _ = remake(&damaged, None, &THUMBNAIL);
        }
    }
}
