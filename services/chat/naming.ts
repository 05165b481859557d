import { callLimits, type Models } from '@tributary/runtime/models/models';
import { generateText } from 'ai';

/** A conversation's first name: the beginning of what was asked. */
export const cutName = (text: string): string =>
  Array.from(text).length > 20 ? `${Array.from(text).slice(0, 20).join('')}…` : text;

const titleLengthMax = 75;
const titleMsMax = 30_000;

const instructions =
  'Write a short title for a conversation that begins with the following text, in the language of ' +
  'the text. Answer with the title alone.';

/** A title for what a conversation began with; the beginning of the text if the model fails. */
export async function writeTitle(models: Models, text: string, signal: AbortSignal) {
  if (models.isLocal) return firstWords(text);
  try {
    const { text: title } = await generateText({
      model: models.language,
      maxRetries: callLimits.maxRetries,
      timeout: titleMsMax,
      abortSignal: signal,
      instructions,
      prompt: text.slice(0, 2_000),
    });
    return cutTitle(title.replace(/\s+/g, ' ').trim() || text);
  } catch (error) {
    // A stopping process hands the naming back; a failing model must not cost the name.
    if (signal.aborted) throw error;
    return text.length > 50 ? `${text.slice(0, 47)}...` : text;
  }
}

const cutTitle = (title: string) =>
  title.length > titleLengthMax ? `${title.slice(0, titleLengthMax)}...` : title;

/** The offline model cannot write titles: the first eight words of the first sentence are one. */
function firstWords(text: string): string {
  const sentence =
    text
      .trim()
      .split(/[.!?\n]/, 1)[0]
      ?.trim() || text.trim();
  return cutTitle(sentence.split(/\s+/).slice(0, 8).join(' '));
}
