/** The two lines that say what is going on. */
export interface StateLines {
  /** Short, next to the icon. */
  title: string;
  /** A sentence, when it says more than the title. */
  sentence?: string;
}

/**
 * The word of a state and the headline of the backend, without saying the same
 * twice: a headline that holds the word takes its place.
 */
export function stateLines(word: string, headline: string): StateLines {
  const sentence = headline.trim();
  if (sentence === '') return { title: word };
  return sentence.toLowerCase().includes(word.toLowerCase())
    ? { title: sentence.replace(/\.$/, '') }
    : { title: word, sentence };
}
