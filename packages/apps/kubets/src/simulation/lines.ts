/** The connections of a simulated network: which server a client is at, and the watches that can be broken. */
import type { SimulatedProcess } from './process.ts';

/** A client's way to the servers: it stays with one until that fails. */
export interface Line {
  readonly home: number;
  /** To the next server. */
  turn(): void;
}

export interface Connection {
  /** Aborts when the connection breaks, from whichever end. */
  readonly signal: AbortSignal;
  break(): void;
}

interface Open extends Connection {
  readonly server: SimulatedProcess;
}

export class Lines {
  readonly #open = new Set<Open>();

  /** Clients spread over the servers by name. */
  of(name: string): Line {
    let at = Array.from(name).reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
    return {
      get home() {
        return at;
      },
      turn: () => {
        at++;
      },
    };
  }

  /** A connection to `server` that breaks when one of the signals aborts. */
  open(server: SimulatedProcess, ends: readonly AbortSignal[]): Connection {
    const controller = new AbortController();
    const cut = (): void => {
      for (const end of ends) end.removeEventListener('abort', cut);
      this.#open.delete(connection);
      controller.abort();
    };
    const connection: Open = { server, signal: controller.signal, break: cut };
    for (const end of ends) end.addEventListener('abort', cut, { once: true });
    this.#open.add(connection);
    if (ends.some((end) => end.aborted)) cut();
    return connection;
  }

  break(server?: SimulatedProcess): void {
    for (const connection of [...this.#open])
      if (server === undefined || connection.server === server) connection.break();
  }
}
