/** What an open dashboard asks of the service, again and again, and how long each answer takes. */

const PAUSE_MS = 1_000;
/** Answers that are taken into account per route, the latest. */
const MOST = 20_000;

/** The routes of the pages; HOST is one that scanned. */
const ROUTES = [
  '/status',
  '/overview',
  '/sources',
  '/incidents',
  '/hosts?limit=50',
  '/hosts/HOST',
  '/hosts/HOST/risk',
  '/hosts/HOST/evidence',
  '/evidence?limit=50',
  '/flows?query=host:HOST&limit=50',
  '/flows/histogram?query=dport:443',
];

export class Pages {
  constructor({ origin, headers }) {
    this.origin = origin;
    this.headers = headers;
    this.host = '10.0.0.1';
    this.times = new Map();
    this.failures = new Map();
    this.stopping = new AbortController();
    this.events = 0;
  }

  start() {
    this.running = Promise.all([this.ask(), this.listen()]);
  }

  async stop() {
    this.stopping.abort();
    await this.running;
  }

  async ask() {
    while (!this.stopping.signal.aborted) {
      for (const route of ROUTES) {
        if (this.stopping.signal.aborted) return;
        await this.one(route);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async one(route) {
    const started = performance.now();
    try {
      const url = `${this.origin}/api/v1${route.replace('HOST', encodeURIComponent(this.host))}`;
      const answer = await fetch(url, { headers: this.headers, signal: AbortSignal.timeout(30_000) });
      const text = await answer.text();
      // A host that the watch has not told of yet.
      const isUnknown = answer.status === 404 && route.startsWith('/hosts/HOST');
      if (!answer.ok && !isUnknown) this.failed(route, `${answer.status} ${text.slice(0, 200)}`);
    } catch (error) {
      this.failed(route, String(error));
    }
    const all = this.times.get(route) ?? [];
    if (all.length < MOST) all.push(performance.now() - started);
    this.times.set(route, all);
  }

  failed(route, why) {
    this.failures.set(`${route}: ${why}`, (this.failures.get(`${route}: ${why}`) ?? 0) + 1);
  }

  async listen() {
    while (!this.stopping.signal.aborted) {
      try {
        const { signal } = this.stopping;
        const answer = await fetch(`${this.origin}/api/v1/events`, { headers: this.headers, signal });
        for await (const chunk of answer.body) this.events += chunk.length > 0 ? 1 : 0;
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.failed('/events', String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
