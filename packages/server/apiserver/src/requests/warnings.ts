/** The warnings of one answer, shortened by upstream's rule if they are long. */

/** Characters of all warnings together, above which each is shortened. */
const maxCharacters = 4096;
/** Of one warning that is shortened. */
const maxShortCharacters = 256;

function charactersOf(text: string): number {
  // Counting code points of a short text is not worth the work.
  return text.length <= maxShortCharacters ? text.length : [...text].length;
}

function shortened(text: string): string {
  return text.length <= maxShortCharacters ? text : [...text].slice(0, maxShortCharacters).join('');
}

export class Warnings {
  /** In their order, each once. */
  readonly #given = new Set<string>();
  #shown: string[] = [];
  #characters = 0;
  #shortening = false;

  readonly add = (text: string): void => {
    if (text === '' || (this.#shortening && this.#characters >= maxCharacters) || this.#given.has(text)) return;
    this.#given.add(text);
    if (!this.#shortening && this.#characters + charactersOf(text) > maxCharacters) this.#shortenAll();
    else this.#show(this.#shortening ? shortened(text) : text);
  };

  get all(): readonly string[] {
    return this.#shown;
  }

  #show(text: string): void {
    this.#shown.push(text);
    this.#characters += charactersOf(text);
  }

  #shortenAll(): void {
    this.#shortening = true;
    this.#shown = [];
    this.#characters = 0;
    for (const text of this.#given) this.#show(shortened(text));
  }
}
