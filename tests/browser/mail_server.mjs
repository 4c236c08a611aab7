// A mail server for the stories: keeps what it is sent, and refuses what it is told to.
//
// MAIL_FOLDER   where each message is written as JSON, and where `manner` is read from before every answer:
//               {"refuse": ["address"], "busy": true, "hang": true, "slow": milliseconds}
// MAIL_PORT     the port on loopback
// MAIL_KEY, MAIL_CERTIFICATE   PEM files for TLS
// MAIL_SECURITY   `tls`, `starttls` or `none`
// MAIL_USER, MAIL_PASSWORD   who may send; anybody when absent
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";

const { MAIL_FOLDER, MAIL_PORT, MAIL_KEY, MAIL_CERTIFICATE, MAIL_SECURITY, MAIL_USER, MAIL_PASSWORD } = process.env;
let taken = 0;

function manner() {
  try {
    return JSON.parse(readFileSync(join(MAIL_FOLDER, "manner"), "utf8"));
  } catch {
    return {};
  }
}

function refusal(code, words) {
  return Object.assign(new Error(words), { responseCode: code });
}

function keep(message) {
  taken += 1;
  const name = join(MAIL_FOLDER, `${process.pid}-${String(taken).padStart(4, "0")}.json`);
  writeFileSync(`${name}.part`, JSON.stringify(message));
  renameSync(`${name}.part`, name);
}

/** The text of a message whose one part is plain, quoted-printable or base64 (RFC 2045). */
function textOf(raw) {
  const [head, ...rest] = raw.split("\r\n\r\n");
  const body = rest.join("\r\n\r\n");
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1].toLowerCase();
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

const server = new SMTPServer({
  secure: MAIL_SECURITY === "tls",
  hideSTARTTLS: MAIL_SECURITY !== "starttls",
  key: readFileSync(MAIL_KEY),
  cert: readFileSync(MAIL_CERTIFICATE),
  authOptional: !MAIL_USER,
  allowInsecureAuth: MAIL_SECURITY === "none",
  onAuth(auth, _session, answer) {
    const isRight = auth.username === MAIL_USER && auth.password === MAIL_PASSWORD;
    answer(isRight ? null : refusal(535, "5.7.8 authentication failed"), isRight ? { user: auth.username } : undefined);
  },
  onMailFrom(_address, _session, answer) {
    answer(manner().busy ? refusal(451, "4.3.2 come back later") : null);
  },
  onRcptTo(address, _session, answer) {
    const refused = (manner().refuse ?? []).includes(address.address);
    answer(refused ? refusal(550, "5.1.1 no such mailbox") : null);
  },
  onData(stream, session, answer) {
    const pieces = [];
    stream.on("data", (piece) => pieces.push(piece));
    stream.on("end", () => {
      const raw = Buffer.concat(pieces).toString("utf8");
      keep({
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((one) => one.address),
        secure: session.secure,
        user: session.user ?? null,
        raw,
        text: textOf(raw).replaceAll("\r\n", "\n"),
      });
      if (!manner().hang) setTimeout(answer, manner().slow ?? 0);
    });
  },
});
server.on("error", (error) => console.error(error.message));
server.listen(Number(MAIL_PORT), "127.0.0.1", () => console.log("ready"));
