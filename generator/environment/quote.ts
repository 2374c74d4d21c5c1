/** Longest text of a file that a message repeats. */
const longest = 60;

/** The same text with passwords and tokens in URLs covered by as many asterisks. */
export function maskCredentials(text: string): string {
  return text.replace(/(?<=\bhttps?:\/\/)[^/@\s]+(?=@)|(?<=:\/\/[^/@:\s]*:)[^/@\s]+(?=@)/g, (secret) =>
    '*'.repeat(secret.length),
  );
}

/** Text of a file inside a message: quoted and cut. Control characters are escaped when the message is printed. */
export function quote(text: string): string {
  const masked = maskCredentials(text);
  const characters = [...masked];
  return `"${characters.length > longest ? `${characters.slice(0, longest).join('')}…` : masked}"`;
}
