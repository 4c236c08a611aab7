//! Certificates of every kind that directories are seen with.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

pub(super) struct Certificate {
    pub(super) leaf: CertificateDer<'static>,
    pub(super) key: PrivateKeyDer<'static>,
    /// The authority that a client should be given, if one issued it.
    pub(super) authority: String,
}

fn authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let pem = params.self_signed(&key).unwrap().pem();
    (pem, Issuer::new(params, key))
}

/// Issued for this name by an authority of its own, after `adjust`.
pub(super) fn issued(name: &str, adjust: impl FnOnce(&mut CertificateParams)) -> Certificate {
    issued_by("Test Directory CA", name, adjust)
}

/// The same by an authority that calls itself `authority_name`.
pub(super) fn issued_by(authority_name: &str, name: &str, adjust: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let (authority, issuer) = authority(authority_name);
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    adjust(&mut params);
    let leaf = params.signed_by(&key, &issuer).unwrap().der().clone();
    Certificate { leaf, key: key.into(), authority }
}

pub(super) fn good() -> Certificate {
    issued("localhost", |_| ())
}

pub(super) fn expired() -> Certificate {
    issued("localhost", |params| {
        params.not_before = date_time_ymd(2019, 1, 1);
        params.not_after = date_time_ymd(2020, 1, 1);
    })
}

pub(super) fn not_yet_valid() -> Certificate {
    issued("localhost", |params| {
        params.not_before = date_time_ymd(4000, 1, 1);
    })
}

/// What small Active Directory installations present: one certificate that is authority and server at once.
pub(super) fn authority_as_server() -> Certificate {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    Certificate { leaf: certificate.der().clone(), authority: certificate.pem(), key: key.into() }
}

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = u16::try_from(content.len()).unwrap();
    let head = match u8::try_from(length) {
        Ok(short) if short < 0x80 => vec![tag, short],
        Ok(short) => vec![tag, 0x81, short],
        Err(_) => [&[tag, 0x82][..], &length.to_be_bytes()].concat(),
    };
    [head, content].concat()
}

/// X.509 version 1, which no library writes any more.
pub(super) fn version_one() -> Certificate {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random).unwrap();
    let algorithm = element(0x30, &[b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"]);
    let common_name = element(0x30, &[b"\x06\x03\x55\x04\x03", &element(0x0c, &[b"localhost"])]);
    let name = element(0x30, &[&element(0x31, &[&common_name])]);
    let validity = element(0x30, &[&element(0x17, &[b"200101000000Z"]), &element(0x17, &[b"490101000000Z"])]);
    let kind = element(0x30, &[b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"]);
    let public = element(0x30, &[&kind, &element(0x03, &[b"\0", pair.public_key().as_ref()])]);
    let body = element(0x30, &[b"\x02\x01\x01", &algorithm, &name, &validity, &name, &public]);
    let signature = pair.sign(&random, &body).unwrap();
    let whole = element(0x30, &[&body, &algorithm, &element(0x03, &[b"\0", signature.as_ref()])]);
    let key = PrivateKeyDer::Pkcs8(document.as_ref().to_vec().into());
    Certificate { leaf: whole.into(), key, authority: good().authority }
}
