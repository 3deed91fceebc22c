/** The connections of the simulated network: the server of each client, and its watches. */
import type { SimulatedProcess } from './process.ts';

/** A client's connection. It uses one server until that fails. */
export interface Line {
  readonly home: number;
  /** Switches to the next server. */
  turn(): void;
}

export interface Connection {
  /** Aborts when either end breaks the connection. */
  readonly signal: AbortSignal;
  break(): void;
}

interface Open extends Connection {
  readonly server: SimulatedProcess;
}

export class Lines {
  readonly #open = new Set<Open>();

  /** Distributes clients over the servers by name. */
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
