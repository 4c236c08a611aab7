//! Messages come out as they went in, and what is no message is an error and nothing else.

use std::collections::{BTreeSet, HashSet};

use super::*;

fn entry(number: u8, bytes: usize) -> RawEntry {
    // Bytes that do not compress.
    let mut seed = u64::from(number) + 1;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        u8::try_from(seed >> 56).unwrap()
    };
    let photo: Vec<u8> = (0..bytes).map(|_| random()).collect();
    RawEntry {
        id: vec![number; 16],
        dn: format!("uid=u{number},dc=example,dc=com"),
        hash: u128::MAX - u128::from(number),
        attributes: vec![("cn".to_owned(), vec![b"Ada".to_vec(), vec![]]), ("jpegPhoto".to_owned(), vec![photo])],
    }
}

fn through(message: Message) -> (Message, usize) {
    let pieces = message.pieces().unwrap();
    let (mut assembly, mut sum) = (Assembly::default(), Sum::default());
    let mut whole = None;
    for piece in &pieces {
        assert!(piece.len() <= PIECE && whole.is_none());
        sum.add(piece);
        whole = assembly.take(piece).unwrap();
    }
    assert_eq!(assembly.sum(), sum.told());
    (whole.unwrap(), pieces.len())
}

#[test]
fn entries_come_out_as_they_went_in_however_large_they_are() {
    let sent: Vec<RawEntry> = [(1, 10), (2, 3 << 20), (3, 0)].map(|(number, bytes)| entry(number, bytes)).into();
    let (Message::Entries(came), pieces) = through(Message::Entries(sent.clone())) else { panic!() };
    assert_eq!(came, sent);
    assert!(pieces >= 3, "three million bytes need several pieces");
}

#[test]
fn what_a_delta_expects_and_how_it_ended_come_out_as_they_went_in() {
    let touched = BTreeSet::from([vec![1; 16], vec![2, 3]]);
    let present = HashSet::from([EntryId::from([9; 16].as_slice()), EntryId::from([7].as_slice())]);
    let expected = Expected { touched: touched.clone(), present: Some(present.clone()), references_follow: true };
    let (Message::Expected(came), 1) = through(Message::Expected(expected)) else { panic!() };
    assert_eq!((came.touched, came.present, came.references_follow), (touched, Some(present), true));

    let told = Box::new(Told::StartOver("the cursor is too old".to_owned()));
    let (Message::End { told, refused }, 1) = through(Message::End { told, refused: vec!["pager".to_owned()] }) else {
        panic!()
    };
    assert!(matches!(*told, Told::StartOver(why) if why == "the cursor is too old"));
    assert_eq!(refused, ["pager"]);
}

#[test]
fn what_is_no_message_is_an_error() {
    for piece in [&[][..], &[1], &[1, 2, 3], &[1, 0x28, 0xb5, 0x2f, 0xfd]] {
        assert!(Assembly::default().take(piece).is_err(), "{piece:?}");
    }
    let mut pieces = Message::Entries(vec![entry(1, 100)]).pieces().unwrap();
    let half = pieces[0].len() / 2;
    pieces[0].truncate(half);
    assert!(Assembly::default().take(&pieces[0]).is_err());
}
