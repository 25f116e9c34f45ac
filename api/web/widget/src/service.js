// The service's endpoints. Failures are `Failure` with a code; messages meant for people come
// from the service where it sent one.

const SILENCE_MS = 45_000;

/** Why a request brought nothing: `code`, and `message` where the service gave one. */
export class Failure extends Error {
  constructor(code, message = "") {
    super(code);
    this.code = code;
    this.said = message;
  }
}

async function request(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure("network");
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new Failure(body.error?.code || "server", body.error?.message || "");
}

const post = (body, signal) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
  signal,
});

/** Events of a text/event-stream as `[name, data]`; data is JSON on one line. */
export async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split(/\r?\n\r?\n/);
      rest = blocks.pop();
      for (const block of blocks) {
        const field = (name) => block.match(new RegExp(`^${name}: ?(.*)$`, "m"))?.[1];
        if (field("data")) yield [field("event") || "message", JSON.parse(field("data"))];
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Ask; `seen` is told each event before the last. Returns the whole reply. */
export async function ask(server, body, signal, seen) {
  const quiet = new AbortController();
  let timer;
  let whole = null;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => quiet.abort(), SILENCE_MS);
  };
  signal.addEventListener("abort", () => quiet.abort());
  try {
    wait();
    const response = await request(`${server}/v1/ask/stream`, post(body, quiet.signal));
    for await (const [name, data] of events(response.body)) {
      wait();
      // What feedback is told by; the service keeps no other trace of an answer.
      if (name === "done") whole = { ...data, answer_id: response.headers.get("x-request-id") };
      else if (name === "error") throw new Failure(data.error?.code || "server", data.error?.message);
      else seen(name, data);
    }
    if (whole) return whole;
    throw new Failure("cut");
  } catch (error) {
    if (signal.aborted) throw new Failure("stopped");
    if (error instanceof Failure) throw error;
    throw new Failure(error.name === "AbortError" ? "network" : "cut");
  } finally {
    clearTimeout(timer);
  }
}

/** Tell the service whether an answer was useful. */
export const sendFeedback = (server, body) => request(`${server}/v1/feedback`, post(body));

/** Every plan: id, title, opening questions. */
export const plans = async (server) => (await (await request(`${server}/v1/plans`)).json()).plans;

/** One section's paragraphs. */
export const section = async (server, plan, id) =>
  (await request(`${server}/v1/plans/${encodeURIComponent(plan)}/sections/${encodeURIComponent(id)}`)).json();
