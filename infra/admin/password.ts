import { randomInt } from 'node:crypto';

/** Without those that are mistaken for each other. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const length = 20;

/** A password that keeps the rules of one: a letter and a digit among many characters. */
export function createPassword(): string {
  const characters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
  const password = characters.join('');
  return /[A-Za-z]/.test(password) && /\d/.test(password) ? password : createPassword();
}
