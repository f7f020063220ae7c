// A judge that is not ours: the npm client @kapso/whatsapp-cloud-api. It checks
// every payload that we send by its own schemas and builders, sends every kind to
// the local WhatsApp, and reads what that pushes. Run by judge_test.go, in a
// folder where the package is installed:
//
//   npm install @kapso/whatsapp-cloud-api@0.3.0
//   go test ./bot/whatsapp -run Judge -judge FOLDER
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { deepStrictEqual } from "node:assert";

const [folder, api, phoneNumberId, token, secret, verify, payloads, person, template] = process.argv.slice(2);
const require = createRequire(folder + "/");
const { WhatsAppClient } = require("@kapso/whatsapp-cloud-api");
const { normalizeWebhook, verifySignature } = require("@kapso/whatsapp-cloud-api/server");
let faults = 0;
const fault = (what, why) => { if (faults++ < 20) console.log(`FAULT ${what}: ${why}`); };

// How its senders say one of our payloads.
const senders = {
  text: (m, p, b) => m.sendText({ ...b, body: p.text.body, previewUrl: p.text.preview_url }),
  image: (m, p, b) => m.sendImage({ ...b, image: p.image }),
  document: (m, p, b) => m.sendDocument({ ...b, document: p.document }),
  template: (m, p, b) => m.sendTemplate({ ...b, template: p.template }),
  button: (m, p, b) => m.sendInteractiveButtons({ ...b, bodyText: p.interactive.body.text, buttons: p.interactive.action.buttons.map((x) => x.reply) }),
  list: (m, p, b) => m.sendInteractiveList({ ...b, bodyText: p.interactive.body.text, buttonText: p.interactive.action.button, sections: p.interactive.action.sections }),
  cta_url: (m, p, b) => m.sendInteractiveCtaUrl({ ...b, bodyText: p.interactive.body.text,
    parameters: { displayText: p.interactive.action.parameters.display_text, url: p.interactive.action.parameters.url } }),
  location_request_message: (m, p, b) => m.sendInteractiveLocationRequest({ ...b, bodyText: p.interactive.body.text, parameters: { requestMessage: p.interactive.body.text } }),
  flow: (m, p, b) => m.sendInteractiveFlow({ ...b, bodyText: p.interactive.body.text, parameters: {
    flowMessageVersion: "3", flowId: p.interactive.action.parameters.flow_id, flowCta: p.interactive.action.parameters.flow_cta, flowToken: p.interactive.action.parameters.flow_token,
    flowAction: "navigate", flowActionPayload: p.interactive.action.parameters.flow_action_payload } }),
  request_contact_info: (m, p, b) => m.sendInteractiveRaw({ ...b, interactive: p.interactive }),
};

// 1. Every payload of ours, through its schemas, comes out as we wrote it.
let built;
const recorder = new WhatsAppClient({ accessToken: token, baseUrl: api, fetch: async (_, init) => {
  built = JSON.parse(init.body);
  return new Response(JSON.stringify({ messaging_product: "whatsapp", contacts: [], messages: [{ id: "wamid.x" }] }), { status: 200, headers: { "content-type": "application/json" } });
} });
const seen = {};
for (const line of readFileSync(payloads, "utf8").trim().split("\n")) {
  const p = JSON.parse(line);
  const kind = p.interactive?.type ?? p.type;
  seen[kind] = (seen[kind] ?? 0) + 1;
  const base = { phoneNumberId, to: p.to, recipient: p.recipient, recipientType: p.recipient_type, contextMessageId: p.context?.message_id, bizOpaqueCallbackData: p.biz_opaque_callback_data };
  for (const key of Object.keys(base)) if (base[key] === undefined) delete base[key];
  try {
    await senders[kind](recorder.messages, p, base);
    if (kind === "location_request_message") delete built.interactive.action.parameters; // Meta's own example has none
    deepStrictEqual(built, p);
  } catch (e) {
    fault(kind, e.message.slice(0, 400));
  }
}
console.log("payloads", JSON.stringify(seen));

// 2. It sends every kind to the local WhatsApp, and 3. reads what comes back.
const heard = {};
const hook = createServer((req, res) => {
  const url = new URL(req.url, "http://x");
  if (req.method === "GET") return res.end(url.searchParams.get("hub.verify_token") === verify ? url.searchParams.get("hub.challenge") : "");
  const chunks = [];
  req.on("data", (c) => chunks.push(c)).on("end", () => {
    const rawBody = Buffer.concat(chunks);
    if (!verifySignature({ appSecret: secret, rawBody, signatureHeader: req.headers["x-hub-signature-256"] })) fault("webhook", "its signature is wrong");
    const events = normalizeWebhook(JSON.parse(rawBody.toString("utf8")));
    for (const m of events.messages) heard[m.interactive?.type ?? m.type] = (heard[m.interactive?.type ?? m.type] ?? 0) + 1;
    for (const s of events.statuses) heard["status " + s.status] = (heard["status " + s.status] ?? 0) + 1;
    for (const f of Object.keys(events.raw ?? {})) if (f !== "messages") heard["raw " + f] = (heard["raw " + f] ?? 0) + 1;
    res.end();
  });
});
await new Promise((done) => hook.listen(0, "127.0.0.1", done));
console.log("LISTENING", hook.address().port);
await new Promise((go) => process.stdin.once("data", go)); // the phone has written, and has sent every kind
const client = new WhatsAppClient({ accessToken: token, baseUrl: api });
const to = { phoneNumberId, to: person };
const media = await client.media.upload({ phoneNumberId, type: "image/png", file: new Blob([Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")], { type: "image/png" }), fileName: "a.png" });
const sends = {
  text: () => client.messages.sendText({ ...to, body: "Halo" }),
  image: () => client.messages.sendImage({ ...to, image: { id: media.id, caption: "Foto" } }),
  document: () => client.messages.sendDocument({ ...to, document: { id: media.id, filename: "a.png" } }),
  location: () => client.messages.sendLocation({ ...to, location: { latitude: -7.9, longitude: 112.6, name: "MCC", address: "Malang" } }),
  contacts: () => client.messages.sendContacts({ ...to, contacts: [{ name: { formattedName: "Ratna", firstName: "Ratna" }, phones: [{ phone: "+6281200000001", type: "CELL" }] }] }),
  button: () => client.messages.sendInteractiveButtons({ ...to, bodyText: "Setuju?", buttons: [{ id: "y", title: "Ya" }, { id: "n", title: "Tidak" }] }),
  list: () => client.messages.sendInteractiveList({ ...to, bodyText: "Sektor?", buttonText: "Pilih", sections: [{ rows: [{ id: "1", title: "Kriya" }] }] }),
  cta_url: () => client.messages.sendInteractiveCtaUrl({ ...to, bodyText: "Buka", parameters: { displayText: "OSS", url: "https://oss.go.id" } }),
  location_request: () => client.messages.sendInteractiveLocationRequest({ ...to, bodyText: "Di mana?", parameters: { requestMessage: "Di mana?" } }),
  contact_request: () => client.messages.sendInteractiveRaw({ ...to, interactive: { type: "request_contact_info", body: { text: "Nomor?" }, action: { name: "request_contact_info" } } }),
  template: () => client.messages.sendTemplate({ ...to, template: { name: template, language: { code: "id" }, components: [{ type: "body", parameters: [{ type: "text", text: "Kabar" }] }] } }),
};
for (const [kind, send] of Object.entries(sends)) {
  try {
    const answer = await send();
    if (!answer.messages?.[0]?.id) fault(kind, "the answer has no id");
    if (kind === "text") await client.messages.sendReaction({ ...to, reaction: { messageId: answer.messages[0].id, emoji: "👍" } });
  } catch (e) {
    fault("sending " + kind, e.message.slice(0, 400));
  }
}
const meta = await client.media.get({ mediaId: media.id, phoneNumberId }).catch((e) => fault("media", e.message));
if (meta && !meta.url) fault("media", "it has no address");
console.log("SENT", Object.keys(sends).length);
await new Promise((go) => process.stdin.once("data", go));
console.log("heard", JSON.stringify(heard));
console.log("faults", faults);
process.exit(faults ? 1 : 0);
