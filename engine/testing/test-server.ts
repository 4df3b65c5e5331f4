import { mkdirSync, writeFileSync } from 'node:fs'
import { request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import { SocketTarget } from '../cli/link/socket-target'
import { createEngineClient, type EngineClient } from '../client/create-client'
import { serve, type RunningServer, type ServeConfig } from '../host/serve'
import { workerSources } from './engine-harness'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** A real server on a free port, with a page of two files, and ways to ask it what no client of ours would. */
export interface TestServer {
  readonly server: RunningServer
  readonly port: number
  /** Sends the path as it is. */
  ask(path: string, asked?: Asked): Promise<Answer>
  /** A connection on which a test writes what it likes. */
  connect(): Promise<Socket>
  /** The connection, or the status of the refusal. */
  tryToOpen(headers: Readonly<Record<string, string>>, protocols?: readonly string[]): Promise<WebSocket | number>
  /** A connection of a program that has the token. */
  open(): Promise<WebSocket>
  readonly bearer: { readonly authorization: string }
}

export async function startServer(dataFolder: string, config: Partial<ServeConfig> = {}): Promise<TestServer> {
  const pageFolder = join(dataFolder, 'page')
  mkdirSync(join(pageFolder, 'assets'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(pageFolder, 'assets/index-abc.js'), 'export {}')
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const server = await serve({
    dataFolder: join(dataFolder, 'data'),
    version: '0.0.0',
    examplesFolder: null,
    workers: workerSources,
    logger,
    port: 0,
    pageFolder,
    ...config,
  })
  const port = Number(new URL(server.address).port)
  const bearer = { authorization: `Bearer ${server.token}` }
  return {
    server,
    port,
    bearer,
    ask: (path, asked) => ask(port, path, asked),
    connect: () => connected(port),
    tryToOpen: (headers, protocols = []) => open(port, headers, protocols),
    async open() {
      const opened = await open(port, bearer, [])
      if (typeof opened === 'number') throw new Error(`refused with ${opened}`)
      return opened
    },
  }
}

export const clientOver = (socket: WebSocket): EngineClient => createEngineClient(new RPCLink({ websocket: new SocketTarget(socket) }))

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}

function open(port: number, headers: Readonly<Record<string, string>>, protocols: readonly string[]): Promise<WebSocket | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, [...protocols], { headers: { ...headers } })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_request, response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', reject)
  })
}
