//! The browser scripts notice what a person would not: refused scripts, errors of the page, missing landmarks.

use amend_tests::browser::run_script;
use amend_tests::scratch::Scratch;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

/// A page whose script is refused by its own policy, and which has a picture without words.
const FAULTY: &str = "<!doctype html><html lang=en><title>Faulty</title><main><h1>Faulty</h1><img src=/x.svg>\
                      <script>document.title = 'ran'</script><div style='width: 2000px'>wide</div></main></html>";
const SOUND: &str = "<!doctype html><html lang=en><title>Sound</title><main><h1>Sound</h1></main></html>";

/// Answers every request with the page, on a thread that ends with the test program.
fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let read = stream.read(&mut [0; 8192]);
                let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\
                            content-security-policy: script-src 'self'";
                let answer = format!("{head}\r\ncontent-length: {}\r\n\r\n{page}", page.len());
                read.and_then(|_| stream.write_all(answer.as_bytes())).ok()
            });
        }
    });
    url
}

#[test]
fn faults_that_nobody_sees_are_found() {
    let scratch = Scratch::new("shots").unwrap();
    let shots = scratch.path().display().to_string();
    let error =
        run_script("walk.mjs", &[("AMEND_URL", &serve(FAULTY)), ("AMEND_SHOTS", &shots)]).unwrap_err().to_string();
    for finding in ["policy: script-src-elem refused inline", "image-alt (critical)", "/ at 320: scrolls sideways"] {
        assert!(error.contains(finding), "{finding} is not in {error}");
    }
}

#[test]
fn a_sound_page_has_no_findings_and_six_pictures() {
    let scratch = Scratch::new("shots").unwrap();
    let shots = scratch.path().display().to_string();
    let said = run_script("walk.mjs", &[("AMEND_URL", &serve(SOUND)), ("AMEND_SHOTS", &shots)]).unwrap();
    assert!(said.contains("1 pages, 6 looks each, 0 findings"), "{said}");
    let mut pictures: Vec<_> = std::fs::read_dir(scratch.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    pictures.sort();
    let expected = ["1280-dark", "1280", "320-dark", "320", "768-dark", "768"].map(|name| format!("start-{name}.png"));
    assert_eq!(pictures, expected);
}
