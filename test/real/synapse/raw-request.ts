import { connect } from 'node:net';

/** Sends bytes as they are (HTTP clients tidy paths up) and gives the whole answer. */
export function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** Requests a path exactly as written. */
export function requestPath(url: string, path: string, method = 'GET'): Promise<string> {
  return sendRaw(url, `${method} ${path} HTTP/1.1\r\nHost: matrix.example.org\r\nConnection: close\r\n\r\n`);
}
