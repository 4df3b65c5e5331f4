import type { RawData, WebSocket } from 'ws'

/** A socket of `ws` as the link knows sockets: those of a browser. */
export class SocketTarget extends EventTarget {
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    super()
    this.#socket = socket
    socket.on('message', (data, isBinary) => this.dispatchEvent(new MessageEvent('message', { data: isBinary ? bytesOf(data) : textOf(data) })))
    socket.on('close', () => this.dispatchEvent(new Event('close')))
  }

  get readyState(): WebSocket['readyState'] {
    return this.#socket.readyState
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (data instanceof Blob) throw new TypeError('The link sends text and bytes, not blobs.')
    this.#socket.send(data)
  }
}

const bufferOf = (data: RawData): Buffer => (Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data)

const textOf = (data: RawData): string => bufferOf(data).toString('utf8')

function bytesOf(data: RawData): ArrayBuffer {
  const bytes = new Uint8Array(bufferOf(data))
  return bytes.buffer
}
