//! The identity providers: whether each is who the settings say, has keys that we take, and knows where to send people back to.

use super::{Line, clocks, fail, ok};
use crate::{
    clock,
    config::NestedConfig,
    signin::{Examined, Provider, Registered, examine_issuer},
};

/// One that people of the portal sign in with.
pub(super) async fn look(provider: &Provider) -> Vec<Line> {
    let settings = provider.settings();
    let part = format!("sign_in.{}", settings.key);
    let examined = match provider.examine(clock::now()).await {
        Ok(examined) => examined,
        Err(why) => {
            let seen = format!("{}: {why}", settings.issuer);
            return vec![fail(
                part,
                seen,
                "compare `issuer` with what the provider's discovery document says, and see that this machine reaches it",
            )];
        }
    };
    let mut lines = keys(&part, &settings.issuer, &examined);
    let back = provider.back();
    let part = format!("{part} redirect");
    lines.push(match examined.registered {
        Registered::Yes => ok(part, format!("{back} is registered")),
        Registered::Unknown => {
            ok(part, format!("register exactly {back}; whether it is cannot be told without signing in"))
        }
        Registered::No(why) => fail(
            part,
            format!("the provider refuses the question: {why}"),
            format!("register exactly {back} there, and look at `client_id`"),
        ),
        Registered::Away(why) => fail(part, why, "see that its authorization endpoint answers"),
    });
    lines
}

/// The one whose tokens Outlook brings.
pub(super) async fn look_at_nested(settings: &NestedConfig) -> Vec<Line> {
    let issuer = settings.issuer();
    match examine_issuer(&issuer, &settings.jwks_url()).await {
        Ok(examined) => keys("pane.nested", &issuer, &examined),
        Err(why) => {
            let remedy = "look at `tenant` (and `issuer`, `jwks_url`), and see that this machine reaches it";
            vec![fail("pane.nested", format!("{issuer}: {why}"), remedy)]
        }
    }
}

fn keys(part: &str, issuer: &str, examined: &Examined) -> Vec<Line> {
    let mut lines = vec![if examined.keys == 0 {
        fail(part, format!("{issuer} has no key that tokens can be checked with"), "let it sign with RS256 or ES256")
    } else {
        ok(part, format!("{issuer} answers as itself, with {} keys", examined.keys))
    }];
    let ahead = clocks::ahead(examined.date.as_deref(), examined.at);
    lines.extend(ahead.map(|ahead| clocks::judge(format!("{part} clock"), ahead)));
    lines
}
