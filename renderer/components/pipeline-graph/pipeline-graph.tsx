import '@xyflow/react/dist/base.css'
import { Background, MiniMap, type Node, ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Size, useElementSize } from '../../lib/use-element-size'
import { useLatest } from '../../lib/use-latest'
import { ContextMenu } from '../context-menu'
import { chooseLayout } from './choose-layout'
import { bringIntoView, fitIn, type Viewport } from './fit'
import { GraphControls } from './graph-controls'
import { GraphEdges } from './graph-edges'
import { CARD_HEIGHT, CARD_WIDTH, type GraphLayout, type PlacedEdge } from './layout'
import { type Direction, neighbourOf } from './neighbours'
import styles from './pipeline-graph.module.css'
import { cardId, StepCard } from './step-card'
import type { StepMark } from './step-mark'
import type { DrawnStep, StepState } from './step-state'

interface PipelineGraphProps {
  /** What is drawn, for screen readers: "Graph of document-digest". */
  readonly label: string
  readonly steps: readonly DrawnStep[]
  /** Live states by step id; without them the graph is a plan. */
  readonly states?: ReadonlyMap<string, StepState>
  readonly selected: string | null
  /** Null when the ground was pressed. */
  readonly onSelect: (stepId: string | null) => void
  /** Steps on the critical path: the edges between them are heavier. */
  readonly critical?: ReadonlySet<string>
  /** Steps with problems in the file. */
  readonly broken?: ReadonlySet<string>
  /** What a plan does with each step, and why in a few words: shown instead of states. */
  readonly marks?: ReadonlyMap<string, { readonly mark: StepMark; readonly note: string }>
  /** Commands for a step, on its context menu; null for none. */
  readonly menuOf?: (stepId: string) => React.ReactNode
}

type CardNode = Node<{ readonly card: React.ReactNode }, 'card'>

const MINIMAP_OVER = 60
/** Above this, cards out of sight are not drawn at all. */
const DRAW_ALL_UP_TO = 150

const nodeTypes = { card: ({ data }: { readonly data: CardNode['data'] }) => data.card }

/** A pipeline's steps, layered left to right. Tab reaches one card, arrows move along the edges, Enter selects. */
export const PipelineGraph = (props: PipelineGraphProps) => (
  <ReactFlowProvider>
    <Drawing {...props} />
  </ReactFlowProvider>
)

function Drawing({ label, steps, states, selected, onSelect, critical, broken, marks, menuOf }: PipelineGraphProps) {
  const frame = useRef<HTMLDivElement>(null)
  const room = useElementSize(frame)
  const layout = useLayout(steps, room)
  const [focused, setFocused] = useState<string | null>(null)
  const view = useView(room, layout, selected)
  const tabStop = [focused, selected, steps[0]?.id].find((id) => id != null && steps.some((step) => step.id === id))

  const move = (from: string, direction: Direction) => {
    const to = neighbourOf(layout, from, direction)
    if (to === null) return
    setFocused(to)
    view.reveal(to)
    document.getElementById(cardId(to))?.focus({ preventScroll: true })
  }
  const onKeyDown = (id: string) => (event: React.KeyboardEvent<HTMLButtonElement>) => {
    const direction = ARROWS[event.key]
    if (direction === undefined) return
    event.preventDefault()
    event.stopPropagation()
    move(id, direction)
  }

  const byId = new Map(steps.map((step) => [step.id, step]))
  const nodes = layout.steps.flatMap((placed): CardNode[] => {
    const step = byId.get(placed.id)
    if (step === undefined) return []
    const card = (
      <StepCard
        step={step}
        state={states?.get(step.id)}
        selected={step.id === selected}
        broken={broken?.has(step.id) ?? false}
        mark={marks?.get(step.id)}
        tabStop={step.id === tabStop}
        narrow={layout.cardWidth < CARD_WIDTH}
        onPress={() => {
          setFocused(step.id)
          onSelect(step.id)
        }}
        onKeyDown={onKeyDown(step.id)}
      />
    )
    return [{ id: step.id, type: 'card', position: { x: placed.x, y: placed.y }, width: layout.cardWidth, height: CARD_HEIGHT, data: { card: withMenu(card, menuOf?.(step.id) ?? null) } }]
  })
  const look = (edge: PlacedEdge) => {
    if (critical !== undefined && critical.has(edge.from) && critical.has(edge.to)) return 'heavy'
    if (states?.get(edge.to)?.status === 'skipped') return 'unused'
    return edge.from === selected || edge.to === selected ? 'near' : 'quiet'
  }

  return (
    <div ref={frame} role="group" aria-label={label} className={styles.frame}>
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={0.15}
        maxZoom={1.6}
        onlyRenderVisibleElements={steps.length > DRAW_ALL_UP_TO}
        proOptions={{ hideAttribution: true }}
        onPaneClick={() => onSelect(null)}
        onInit={view.ready}
        onMoveStart={(event) => event !== null && view.leave()}
      >
        <ViewportPortal>
          <ApartFrame layout={layout} />
          <GraphEdges layout={layout} look={look} />
        </ViewportPortal>
        <Background gap={20} size={1.6} color="var(--line)" />
        {steps.length > MINIMAP_OVER && (
          <MiniMap
            pannable
            zoomable
            style={{ width: 130, height: 90 }}
            className={styles.minimap ?? ''}
            nodeColor="var(--line-strong)"
            maskColor="color-mix(in oklab, var(--bg) 70%, transparent)"
            ariaLabel="Overview of the graph"
          />
        )}
      </ReactFlow>
      <GraphControls onFit={view.fit} onZoom={view.leave} />
    </div>
  )
}

/** Behind the steps that are there for a failure. */
const ApartFrame = ({ layout: { apart } }: { readonly layout: GraphLayout }) =>
  apart === null ? null : (
    <div className={styles.apart} style={{ left: apart.x, top: apart.y, width: apart.width, height: apart.height }}>
      <span>If it fails</span>
    </div>
  )

const withMenu = (card: React.ReactElement, items: React.ReactNode) => (items === null ? card : <ContextMenu items={items}>{card}</ContextMenu>)

const ARROWS: Readonly<Record<string, Direction>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

/** Laid out again only when steps, needs or the room change, not at each new state. */
function useLayout(steps: readonly DrawnStep[], room: Size): GraphLayout {
  const shape = steps.map((step) => `${step.id}${step.onFailure ? '!' : ''}:${step.needs.map((need) => need.step).join(',')}`).join(';')
  const [drawn, setDrawn] = useState({ shape, steps })
  if (drawn.shape !== shape) setDrawn({ shape, steps })
  // A few pixels more or less choose no other layout; without the rounding, dragging a divider would arrange at each one.
  const width = Math.round(room.width / 20) * 20
  const height = Math.round(room.height / 20) * 20
  const plain = useMemo(() => drawn.steps.map(({ id, needs, onFailure }) => ({ id, onFailure, needs: needs.map((need) => need.step) })), [drawn])
  return useMemo(() => chooseLayout(plain, { width, height }), [plain, width, height])
}

/**
 * Keeps the graph in sight, through new steps and new sizes, until a person moves it. Of one that is too large to be read as
 * a whole, the selected card is in sight: whoever chose it elsewhere finds it here.
 */
function useView(room: Size, layout: GraphLayout, selected: string | null) {
  const flow = useReactFlow()
  const [initialised, setInitialised] = useState(false)
  const left = useRef(false)
  const latest = useLatest({ room, layout, selected })
  const withCard = useCallback(
    (view: Viewport, stepId: string | null): Viewport => {
      const { room: size, layout: drawn } = latest.current
      const step = drawn.steps.find(({ id }) => id === stepId)
      return step === undefined ? view : bringIntoView(view, { ...step, width: drawn.cardWidth, height: CARD_HEIGHT }, size)
    },
    [latest],
  )
  useEffect(() => {
    if (initialised && !left.current && room.width > 0) void flow.setViewport(withCard(fitIn(layout, room), latest.current.selected))
  }, [flow, layout, room, initialised, withCard, latest])

  const reveal = useCallback(
    (stepId: string | null) => {
      const before = flow.getViewport()
      const next = withCard(before, stepId)
      if (next !== before) void flow.setViewport(next, { duration: 120 })
    },
    [flow, withCard],
  )
  useEffect(() => {
    if (initialised && selected !== null) reveal(selected)
  }, [initialised, selected, reveal])

  return {
    ready: () => setInitialised(true),
    leave: () => {
      left.current = true
    },
    fit: () => {
      left.current = false
      void flow.setViewport(fitIn(layout, room), { duration: 160 })
    },
    reveal,
  }
}
