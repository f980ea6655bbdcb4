/**
 * For the tests of a program that embeds the monitor: a management cluster over HTTP, one in memory, and recordings to play.
 */
export { printRecordingLine } from "./domain/recording.ts"
export { SimulatorError } from "./simulator/errors.ts"
export { makeSimulator, type SimulatorOptions } from "./simulator/makeSimulator.ts"
export { type PlayerOptions, startPlayer } from "./simulator/player/player.ts"
export { type Recording, readRecording } from "./simulator/player/recordings.ts"
export type { Fault, FaultMatch, SimulatorHandle, SimulatorStats } from "./simulator/Simulator.ts"
export { bundledRecording, bundledRecordings } from "./testing/bundledRecordings.ts"
export { makeTestKube, type TestKube } from "./testing/testKube.ts"
