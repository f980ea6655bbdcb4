"""The official Python client against the built server: what it gets, as one line of JSON."""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


def plain(model):
    return model.model_dump(mode="json", by_alias=True, exclude_none=True)


async def main(command: str, program: str, kubeconfig: str) -> None:
    server = StdioServerParameters(
        command=command, args=[program], env={"K0RDENT_MGMT_KUBECONFIG_PATH": kubeconfig}
    )
    told = []
    updates = []

    async def on_progress(progress, total, message):
        told.append({"progress": progress, "message": message})

    async def on_message(message):
        text = json.dumps(plain(message)) if hasattr(message, "model_dump") else str(message)
        if "notifications/resources/updated" in text or "cluster-monitor" in text:
            updates.append(text)

    async with stdio_client(server) as (read, write):
        async with ClientSession(read, write, message_handler=on_message) as session:
            await session.initialize()
            tools = plain(await session.list_tools())["tools"]
            names = [tool["name"] for tool in tools]
            cluster = {"namespace": "kcm-system", "name": "azure-edge"}

            # This client holds every result against the schema that was listed, and raises where it is not true to it.
            async def call(suffix, arguments, **more):
                name = next(name for name in names if name.endswith(suffix))
                return plain(await session.call_tool(name, arguments, **more))

            results = {
                "list": await call("clusterDeployments_list", {}),
                "getState": await call("_getState", cluster),
                "explain": await call("_explain", {"name": "kcm-system/azure-edge"}),
                "wait": await call(
                    "_wait", {**cluster, "until": "ready", "timeoutSeconds": 60}, progress_callback=on_progress
                ),
                "events": await call("events_list", {"namespace": "kcm-system", "limit": 5}),
                "unknown": await call("_getState", {"name": "absent"}),
            }
            since = results["getState"]["structuredContent"]["cursor"]
            results["since"] = await call("_getState", {**cluster, "since": since})
            prompt = plain(await session.get_prompt("diagnose-cluster", {"cluster": "kcm-system/azure-edge"}))
            uri = "k0rdent://cluster-monitor/kcm-system/azure-edge"
            read_back = plain(await session.read_resource(uri))
            await session.subscribe_resource(uri)
            for _ in range(100):
                if updates:
                    break
                await asyncio.sleep(0.05)
            print(
                json.dumps(
                    {
                        "names": names,
                        "results": results,
                        "progress": told,
                        "prompt": prompt,
                        "read": read_back,
                        "updates": len(updates),
                    }
                )
            )


asyncio.run(main(*sys.argv[1:]))
