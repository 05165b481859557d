const steps = ['../', '..\\', '/..', '\\..'];
const encoded: Readonly<Record<string, string>> = { '2e': '.', '2f': '/', '5c': '\\' };

/** Whether a path, as it was sent, steps out of a folder; an encoded step is one too. */
export function stepsOut(path: string): boolean {
  const plain = path.replace(
    /%(2e|2f|5c)/gi,
    (_, code: string) => encoded[code.toLowerCase()] ?? '',
  );
  return steps.some((step) => plain.includes(step));
}
