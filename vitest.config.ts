import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"

// Each lane has its own project, so that `npm test` stays fast and the slower lanes are asked for by name.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/cluster/**", "test/conformance/**", "test/soak/**", "test/browser/**"],
          testTimeout: 30_000,
          // Many of them wait for a child or a socket: one worker less than there are cores would leave a core idle.
          maxWorkers: Math.max(2, availableParallelism())
        }
      },
      {
        test: {
          name: "cluster",
          include: ["test/cluster/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false
        }
      },
      {
        test: {
          name: "mcp",
          include: ["test/conformance/**/*.test.ts"],
          testTimeout: 180_000,
          fileParallelism: false
        }
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false
        }
      }
    ],
    coverage: {
      provider: "v8",
      include: ["src/domain/**", "src/progress/**"],
      thresholds: { lines: 95, branches: 95 }
    }
  }
})
