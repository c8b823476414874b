import { sentence } from './problem';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 100;
/** Without a terminal an unfinished step repeats itself so that a log shows life. */
const HEARTBEAT_MS = 5_000;

/** One thing under way: shown with its time at once, live on a terminal, as plain lines elsewhere. */
export interface Step {
  update(text: string): void;
  done(text?: string): void;
  fail(text: string): void;
}

export interface Terminal {
  line(text?: string): void;
  step(name: string): Step;
}

/** For stacks inside tests: nothing is printed. */
export const silent: Terminal = {
  line: () => undefined,
  step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
};

interface Open {
  readonly name: string;
  readonly since: number;
  text: string;
}

/** Prints to standard output; the only place of this workspace that does. */
export class Screen implements Terminal {
  private readonly open = new Set<Open>();
  private drawn = 0;
  private frame = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {}

  line(text = ''): void {
    this.erase();
    this.out.write(`${text}\n`);
    this.draw();
  }

  problem(error: unknown): void {
    this.line(`✗ ${sentence(error)}`);
  }

  step(name: string): Step {
    const step: Open = { name, since: performance.now(), text: '' };
    this.open.add(step);
    if (!this.out.isTTY) this.line(`… ${name}`);
    this.tick();
    return {
      update: (text) => {
        step.text = text;
      },
      done: (text = '') => this.close(step, '✓', text),
      fail: (text) => this.close(step, '✗', text),
    };
  }

  private close(step: Open, mark: string, text: string): void {
    if (!this.open.delete(step)) return;
    this.line(describe(mark, step, text));
    if (this.open.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private tick(): void {
    const live = this.out.isTTY;
    this.timer ??= setInterval(
      () => {
        this.frame += 1;
        if (live) {
          this.erase();
          this.draw();
        } else this.heartbeat();
      },
      live ? REDRAW_MS : HEARTBEAT_MS,
    );
    this.timer.unref();
  }

  private heartbeat(): void {
    for (const step of this.open) this.out.write(`${describe('…', step, step.text)}\n`);
  }

  private erase(): void {
    if (this.drawn > 0) this.out.write(`\u001b[${this.drawn}A\u001b[0J`);
    this.drawn = 0;
  }

  private draw(): void {
    if (!this.out.isTTY) return;
    for (const step of this.open) {
      const mark = SPINNER[this.frame % SPINNER.length] ?? '…';
      this.out.write(`${describe(mark, step, step.text).slice(0, (this.out.columns || 80) - 1)}\n`);
      this.drawn += 1;
    }
  }
}

function describe(mark: string, step: Open, text: string): string {
  const seconds = ((performance.now() - step.since) / 1000).toFixed(1);
  return `${mark} ${step.name.padEnd(12)} ${seconds.padStart(5)} s${text === '' ? '' : `  ${text}`}`;
}
