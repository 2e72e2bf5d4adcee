/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the harness and the agent in a guest say to each other over one virtio-serial port: JSON
 * objects, one a line, at most RECORD_LINE_MAX bytes. A running case's records (journal/record.h)
 * go the same way and carry "r"; everything else carries "m".
 *
 * To the guest:
 *   {"m":"file","path":P,"mode":N,"first":BOOL,"data":HEX}   a piece of a file (plug-ins, topology)
 *   {"m":"setup"}                                           all files are there: make the regions
 *   {"m":"run","job":N,"case":ID,"impl":NAME,"seed":N,"iterations":N,"personality":N,"trace":BOOL,
 *    "parameters":TEXT}                                      the last: of the kernel module
 *   {"m":"kill","job":N}                                    end that case's process group
 *   {"m":"stop"}                                            power off
 * A guest whose clock counts instructions gets no message while it runs, because it would come at
 * another instruction each time: what is to be said lies in its initramfs, as AGENT_SCRIPT, and its
 * answers go to the emulator's debug console. It does not beat.
 * From the guest:
 *   {"m":"hello","version":N,"kernel":TEXT}
 *   {"m":"ready","setup_ms":N,"armed":TEXT,"not_armed":TEXT,"software":NAME}
 *   {"m":"failed","text":TEXT}
 *   {"m":"beat"}                                            every AGENT_BEAT_MS
 *   {"m":"where","text":TEXT}                               of the processes that "kill" ends
 *   {"m":"exit","job":N,"signal":N,"status":N,"restored":BOOL,"text":TEXT,"klog":TEXT}  no process
 * of it is left
 *   {"m":"fresh","job":N}                                   not run: it needs a guest just booted
 */
#ifndef ISOTAP_AGENT_PROTOCOL_H
#define ISOTAP_AGENT_PROTOCOL_H

#define AGENT_PROTOCOL 1
#define AGENT_PORT "isotap.agent"
#define AGENT_FIRST_LINE "isotap-agent: started"
#define AGENT_BEAT_MS 500
#define AGENT_CHUNK 3072 /* bytes of a file in one message; twice that in hex */

/* Where things lie in the guest's initramfs. */
#define AGENT_DIR "/isotap"
#define AGENT_TOPOLOGY AGENT_DIR "/topology" /* a struct topo: both sides are one build */
#define AGENT_SCRIPT AGENT_DIR "/script"     /* messages to the guest, if none can be sent */
#define AGENT_MODULES AGENT_DIR "/modules"   /* NAME.list: files to load for NAME, in order */
#define AGENT_LOAD AGENT_DIR "/load"         /* names of modules to load at once, one a line */
#define AGENT_KMOD "isotap_ti"               /* the reference kernel module's list */
#define AGENT_BUSY "isotap_busy"             /* takes resources, for cases (fixtures/kmod) */
#define AGENT_PLUGINS AGENT_DIR "/plugins"   /* also other builds of the module: m15.ko */

#endif
