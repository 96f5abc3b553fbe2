/* SPDX-License-Identifier: MIT */
/* What the simulator's sample shop knows, so that there is something to ask it. */
#include "cli.h"

#include <stdio.h>

#include "base/mem.h"
#include "base/str.h"
#include "codec/json.h"
#include "codec/stem.h"
#include "io/db.h"
#include "store/project.h"

enum { MAX_STEMS = 200, OPENS = 9 * 60, CLOSES = 21 * 60 };

static const struct {
	const char *question, *answer;
} sample_facts[] = {
	{ "Есть доставка? Сколько стоит доставка?",
	  "Доставка по городу 500 ₽, за город 30 ₽ за километр. Привозим на следующий день." },
	{ "Можно забрать самому? Где вы находитесь? Какой адрес?",
	  "Забрать можно самостоятельно со склада на Лесной улице, 7. Ежедневно с 9 до 21." },
	{ "Какие размеры спального места?",
	  "Спальное место дивана «Осло» 140×200 см, кресла «Осло» 80×200 см." },
	{ "Диван раскладывается? Какой механизм?",
	  "Диван раскладывается, механизм «дельфин». Под сиденьем есть ящик для белья." },
	{ "Какая обивка? Из какого материала?",
	  "Обивка из велюра, съёмная, её можно чистить пеной. Каркас из берёзовой фанеры." },
	{ "Можно оплатить картой? Как оплатить?",
	  "Оплата при получении: наличными или картой." },
	{ "Есть гарантия?", "Гарантия на мебель 18 месяцев." },
	{ "Собираете мебель? Сколько стоит сборка? Поднимаете на этаж?",
	  "Сборка 700 ₽. Подъём на лифте бесплатно, пешком 150 ₽ за этаж." },
};

struct seeding {
	struct cli *cli;
	int64_t facts; /* added now */
};

static bool
seed_facts(struct db *db, struct seeding *seeding, int64_t project_id, struct err *err)
{
	void *mem = seeding->cli->mem;
	struct fact *known;
	size_t count;
	int64_t id;

	seeding->facts = 0;
	if (!fact_list(db, mem, project_id, 0, 1, &known, &count, err))
		return false;
	if (count > 0)
		return true;
	for (size_t i = 0; i < sizeof(sample_facts) / sizeof(sample_facts[0]); i++) {
		struct fact fact = { .project_id = project_id, .question = sample_facts[i].question,
			.answer = sample_facts[i].answer, .approved = true };
		const char *both = mem_printf(mem, "%s %s", fact.question, fact.answer);

		if (!fact_insert(db, &fact, stem_text(mem, both, MAX_STEMS), &id, err))
			return false;
		seeding->facts++;
	}
	return true;
}

static bool
seed_hours(struct db *db, int64_t project_id, struct err *err)
{
	struct project_span week[7];

	for (int i = 0; i < 7; i++)
		week[i] = (struct project_span){ i + 1, OPENS, CLOSES };
	return project_set_hours(db, project_id, week, 7, err);
}

/* Once: a shop that has facts is somebody's own by now. */
static bool
seed(struct db *db, void *arg, struct err *err)
{
	struct seeding *seeding = arg;
	struct project *projects, *project;
	size_t count;

	if (!project_list(db, seeding->cli->mem, &projects, &count, err))
		return false;
	if (count == 0)
		return err_set(err, ERR_NOT_FOUND, "nothing is installed yet: run prilavok install");
	project = &projects[0];
	if (!seed_facts(db, seeding, project->id, err))
		return false;
	if (seeding->facts == 0)
		return true;
	project->name = "Диваны «Осло»";
	project->business = "goods";
	/* Open hours are told to buyers; the sample shop answers at night too. */
	project->schedule = "hours";
	project->off_hours = "answer";
	return project_update(db, project, err) && seed_hours(db, project->id, err);
}

int
sim_command(struct cli *cli, int argc, char **argv)
{
	struct seeding seeding = { .cli = cli };
	struct json_object *root;
	struct err err;
	int code;

	if (!cli_options(cli, argc, argv, NULL, &code))
		return code;
	if (cli->count != 1 || !str_equal(cli->args[0], "seed"))
		return cli_usage(cli);
	if (!cli_configure(cli, &err) || !cli_connect(cli, &err) ||
	    !db_transaction(cli->db, seed, &seeding, &err))
		return cli_fail(&err);
	if (!cli->json) {
		(void)printf("%lld facts added to the sample shop\n", (long long)seeding.facts);
		return CLI_OK;
	}
	root = json_new_object(cli->mem);
	json_put_i64(root, "facts", seeding.facts);
	return cli_print_json(cli, root);
}
