// SPDX-License-Identifier: GPL-2.0
/*
 * Does what a driver must never do, one mistake a load: what the kernel's checkers and the harness
 * that listens to them have to notice. Never part of what is tested.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/interrupt.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>

static char *what = "";
module_param(what, charp, 0444);
static char *text = "";
module_param(text, charp, 0444);

static DEFINE_MUTEX(lock_a);
static DEFINE_MUTEX(lock_b);
static DEFINE_SPINLOCK(spin);

/* a fence: the compiler must not see that the memory is free */
static void *volatile place;

static void do_say(void)
{
	pr_warn("%s\n", text);
}

static void do_warn(void)
{
	WARN(1, "isotap_oracle: a warning\n");
}

static void do_taint(void)
{
	add_taint(TAINT_WARN, LOCKDEP_STILL_OK);
}

/* SLUB notices when it hands the object out again, KASAN at the write. */
static void do_use_after_free(void)
{
	void *objects[64];
	int i;

	place = kmalloc(700, GFP_KERNEL);
	if (!place)
		return;
	kfree(place);
	((volatile u8 *)place)[350] = 0x55;
	for (i = 0; i < 64; i++)
		objects[i] = kmalloc(700, GFP_KERNEL);
	for (i = 0; i < 64; i++)
		kfree(objects[i]);
}

static void do_overrun(void)
{
	place = kmalloc(700, GFP_KERNEL);
	if (!place)
		return;
	((volatile u8 *)place)[700] = 0x55;
	kfree(place);
}

static void do_lock_order(void)
{
	mutex_lock(&lock_a);
	mutex_lock(&lock_b);
	mutex_unlock(&lock_b);
	mutex_unlock(&lock_a);
	mutex_lock(&lock_b);
	mutex_lock(&lock_a);
	mutex_unlock(&lock_a);
	mutex_unlock(&lock_b);
}

static void do_atomic_sleep(void)
{
	spin_lock(&spin);
	might_sleep();
	spin_unlock(&spin);
}

static void do_hang(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_timeout(60 * HZ);
}

/* A kernel with PROVE_RCU waits 5 s longer before it calls a grace period stalled. */
static void do_spin(void)
{
	unsigned long end = jiffies + 20 * HZ;

	preempt_disable();
	while (time_before(jiffies, end))
		cpu_relax();
	preempt_enable();
}

static void do_spin_irq_off(void)
{
	unsigned long flags;
	int i;

	local_irq_save(flags);
	for (i = 0; i < 12000; i++)
		udelay(1000);
	local_irq_restore(flags);
}

/* Waits for what never comes and hears no signal; short of what the kernel calls a hung task. */
static void do_deaf(void)
{
	unsigned long end = jiffies + 120 * HZ;

	while (time_before(jiffies, end)) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ);
	}
}

static void stand_still(void *unused)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
}

static void do_stand_still(void)
{
	smp_call_function(stand_still, NULL, 0);
	stand_still(NULL);
}

static void do_list(void)
{
	static LIST_HEAD(head);
	static struct list_head one, two;

	list_add(&one, &head);
	list_add(&two, &head);
	one.prev = &head;
	list_del(&one);
}

static void do_refcount(void)
{
	refcount_t count = REFCOUNT_INIT(1);

	refcount_dec(&count);
}

static void do_sysfs(void)
{
	struct kobject *first = kobject_create_and_add("isotap_twice", NULL);
	struct kobject *second = kobject_create_and_add("isotap_twice", NULL);

	kobject_put(second);
	kobject_put(first);
}

static void do_free_active(void)
{
	struct delayed_work *work = kmalloc(sizeof(*work), GFP_KERNEL);

	if (!work)
		return;
	INIT_DELAYED_WORK(work, NULL);
	schedule_delayed_work(work, 3600 * HZ);
	kfree(work);
}

static void do_bounds(void)
{
	static int numbers[4];
	volatile int i = 5;

	numbers[i & 7] = 1;
	OPTIMIZER_HIDE_VAR(numbers[0]);
}

static void do_allocation(void)
{
	static struct page *pages[1024];
	int i, n = 0;

	while (n < 1024 && (pages[n] = alloc_pages(GFP_ATOMIC, MAX_PAGE_ORDER)))
		n++;
	for (i = 0; i < n; i++)
		__free_pages(pages[i], MAX_PAGE_ORDER);
}

static irqreturn_t not_mine(int irq, void *ctx)
{
	return IRQ_NONE;
}

static void do_nobody(void)
{
	int irq = irq_alloc_desc(NUMA_NO_NODE), i;
	unsigned long flags;

	if (irq < 0)
		return;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	if (!request_irq(irq, not_mine, 0, "isotap_oracle", &spin)) {
		for (i = 0; i < 100100; i++) {
			local_irq_save(flags);
			generic_handle_irq(irq);
			local_irq_restore(flags);
		}
		free_irq(irq, &spin);
	}
	irq_free_desc(irq);
}

static void do_oops(void)
{
	place = NULL;
	*(volatile int *)place = 1;
}

/* Warns when the last process that holds it open has gone. */
static int held_release(struct inode *inode, struct file *file)
{
	WARN(1, "isotap_oracle: let go\n");
	return 0;
}

static const struct file_operations held_ops = {
	.owner = THIS_MODULE,
	.release = held_release,
};

static struct miscdevice held = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "isotap_oracle",
	.fops = &held_ops,
};

static void do_hold(void)
{
	WARN_ON(misc_register(&held));
}

static const struct {
	const char *name;
	void (*run)(void);
} mistakes[] = {
	{"say", do_say},
	{"warn", do_warn},
	{"taint", do_taint},
	{"use-after-free", do_use_after_free},
	{"overrun", do_overrun},
	{"lock-order", do_lock_order},
	{"atomic-sleep", do_atomic_sleep},
	{"hang", do_hang},
	{"spin", do_spin},
	{"spin-irq-off", do_spin_irq_off},
	{"deaf", do_deaf},
	{"stand-still", do_stand_still},
	{"list", do_list},
	{"refcount", do_refcount},
	{"sysfs", do_sysfs},
	{"free-active", do_free_active},
	{"bounds", do_bounds},
	{"allocation", do_allocation},
	{"nobody", do_nobody},
	{"oops", do_oops},
	{"hold", do_hold},
};

static int __init oracle_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(mistakes); i++) {
		if (strcmp(mistakes[i].name, what))
			continue;
		mistakes[i].run();
		/* nothing is left to unload, except what stays to be held */
		return mistakes[i].run == do_hold ? 0 : -EAGAIN;
	}
	return -EINVAL;
}
module_init(oracle_init);

/* it is never unloaded */
MODULE_DESCRIPTION("mistakes for isotap's oracles to notice");
MODULE_LICENSE("GPL");
