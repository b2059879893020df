/* SPDX-License-Identifier: AGPL-3.0-or-later */
/**
 * BPMN 2.0.2 (OMG formal/2013-12-09) read and executed.
 *
 * Execution is pure: no I/O, no clock, no chance. A model is parsed once and shared; an instance is a small state;
 * `bpmn_step` takes a state and what happened and gives the next state and what is to be done about it. The same
 * state and event give the same bytes. Who drives it keeps the state as one row, and carries one event and all its
 * effects in one transaction.
 *
 * Texts handed out live as long as what they came from: the model, or the arena that was given.
 */
#ifndef OKNO_BPMN_H
#define OKNO_BPMN_H

#include <okno/base.h>

struct bpmn_model;
struct Google__Protobuf__Struct;

/* ------------------------------------------------------------------ values */

enum bpmn_value_kind { BPMN_NULL, BPMN_BOOL, BPMN_NUMBER, BPMN_TEXT, BPMN_LIST, BPMN_OBJECT };

/** What a variable holds: a value of JSON. Never changed once made, so that states share them. */
struct bpmn_value {
    enum bpmn_value_kind kind;
    bool truth;
    double number;
    const char *text;
    size_t n; /* elements of a list or an object */
    const struct bpmn_value *const *items;
    const char *const *names; /* of an object's elements; each once */
};

const struct bpmn_value *bpmn_null(void);
const struct bpmn_value *bpmn_bool(struct arena *arena, bool truth);
const struct bpmn_value *bpmn_number(struct arena *arena, double number);
const struct bpmn_value *bpmn_text(struct arena *arena, const char *text); /* copied */
/** The object with one element more, or another in the place of the one of this name. NULL is an empty object. */
const struct bpmn_value *bpmn_with(struct arena *arena, const struct bpmn_value *object, const char *name,
                                   const struct bpmn_value *value);
/** Element of an object; NULL when there is none, or it is no object. */
const struct bpmn_value *bpmn_get(const struct bpmn_value *object, const char *name);
bool bpmn_same(const struct bpmn_value *a, const struct bpmn_value *b);
/** From and to google.protobuf.Struct, which libs/json reads and prints. What is made shares texts with its source. */
const struct bpmn_value *bpmn_from_struct(struct arena *arena, const struct Google__Protobuf__Struct *from);
struct Google__Protobuf__Struct *bpmn_to_struct(struct arena *arena, const struct bpmn_value *object);

/* ------------------------------------------------------------------ faults */

/** What is wrong with a model, or why it could not go on. */
struct bpmn_fault {
    const char *element;    /* id; "" for the file as a whole */
    int line;               /* of the file, from 1 */
    const char *rule;       /* short code, see README: "flow-target-unknown" */
    bool warning;           /* worth saying; no reason to refuse */
    const char *message_ru; /* a sentence without a full stop */
    const char *message_en;
};

struct bpmn_faults {
    const struct bpmn_fault *items;
    size_t n;
};

/* ------------------------------------------------------------------ model */

enum bpmn_kind {
    BPMN_PROCESS,
    BPMN_START_EVENT,
    BPMN_END_EVENT,
    BPMN_CATCH_EVENT,
    BPMN_THROW_EVENT,
    BPMN_BOUNDARY_EVENT,
    BPMN_TASK,
    BPMN_USER_TASK,
    BPMN_MANUAL_TASK,
    BPMN_SERVICE_TASK,
    BPMN_SCRIPT_TASK,
    BPMN_SEND_TASK,
    BPMN_RECEIVE_TASK,
    BPMN_RULE_TASK,
    BPMN_SUB_PROCESS,
    BPMN_EVENT_SUB_PROCESS,
    BPMN_TRANSACTION,
    BPMN_CALL_ACTIVITY,
    BPMN_EXCLUSIVE_GATEWAY,
    BPMN_INCLUSIVE_GATEWAY,
    BPMN_PARALLEL_GATEWAY,
    BPMN_COMPLEX_GATEWAY,
    BPMN_EVENT_GATEWAY,
    BPMN_KIND_COUNT
};

/** Name as in the file: "userTask" for BPMN_USER_TASK. */
const char *bpmn_kind_name(enum bpmn_kind kind);

enum bpmn_trigger {
    BPMN_NONE,
    BPMN_MESSAGE,
    BPMN_TIMER,
    BPMN_SIGNAL,
    BPMN_CONDITION,
    BPMN_ERROR,
    BPMN_ESCALATION,
    BPMN_COMPENSATION,
    BPMN_CANCEL,
    BPMN_TERMINATE,
    BPMN_LINK,
    BPMN_MULTIPLE,
};

/* What `okno:` elements and attributes say; the README has each with an example. Texts are NULL when not given. */

struct bpmn_performer {
    const char *role;    /* OPERATOR, SUPERVISOR, AGENCY, APPLICANT, COURIER, ... */
    const char *centre;  /* "application": the application's; else a code or `=expression` */
    const char *agency;  /* "application", "request": that of the request at hand; else a code or `=expression` */
    const char *subject; /* one person: `=expression` */
};

enum bpmn_term_unit { BPMN_MINUTES = 1, BPMN_HOURS, BPMN_CALENDAR_DAYS, BPMN_WORKING_DAYS };
enum bpmn_missed { BPMN_MISSED_RECORD, BPMN_MISSED_SUPERVISOR, BPMN_MISSED_ESCALATE };

struct bpmn_term {
    const char *text; /* "5 WORKING", "10 CALENDAR", "4 HOURS", "15 MINUTES" or `=expression` giving one */
    enum bpmn_missed missed;
    const char *escalation; /* code raised at the activity, with BPMN_MISSED_ESCALATE */
};

struct bpmn_option {
    const char *value, *label;
};

struct bpmn_field {
    const char *name, *label, *type; /* text, number, boolean, date, choice, document, ... */
    bool required;
    const struct bpmn_option *options;
    size_t n_options;
};

struct bpmn_outcome {
    const char *code, *label;
    bool refusal;
};

struct bpmn_document {
    const char *code, *label;
    bool required, out; /* out: made here; else needed here */
};

/** Shown to the applicant when the element is entered (or left, with `on_leave`). */
struct bpmn_status {
    const char *okno; /* NULL: none; the project's own status */
    const char *epgu, *moscow, *text;
    bool on_leave;
};

struct bpmn_extensions {
    struct bpmn_performer performer;
    struct bpmn_term term;
    const struct bpmn_field *fields;
    size_t n_fields;
    const struct bpmn_outcome *outcomes;
    size_t n_outcomes;
    const struct bpmn_document *documents;
    size_t n_documents;
    const struct bpmn_status *statuses;
    size_t n_statuses;
    const char *share;       /* part of the whole time that this element may take, percent */
    const char *operation;   /* what a service or business rule task calls: "exchange.request" */
    const char *target;      /* to whom a message is sent: text or `=expression` */
    const char *correlation; /* `=expression` or text that a message received must carry */
    const char *binding;     /* version of what a call activity calls: "latest" (when NULL), or its number */
    const char *form;        /* name of a form that others keep */
};

/** A process, an event, an activity or a gateway. In document order everywhere. */
struct bpmn_element {
    uint32_t index; /* in the model, from 0 */
    enum bpmn_kind kind;
    enum bpmn_trigger trigger; /* of an event */
    bool interrupting;         /* of a boundary event and of the start of an event sub-process */
    bool executable;           /* of a process */
    bool starts;               /* an instance can begin here, with its trigger; BPMN_START names it */
    int line;
    const char *id, *name, *documentation; /* name and documentation: "" when there is none */
    const struct bpmn_element *parent;     /* what it lies in; NULL for a process */
    const struct bpmn_element *attached;   /* of a boundary event: the activity it stands on */
    const char *trigger_name;              /* name of the message or signal, code of the error or escalation; "" */
    const char *timer;                     /* of a timer: ISO 8601, a term, or `=expression` giving one; "" */
    const char *called;                    /* of a call activity: what it calls */
    const struct bpmn_extensions *okno;    /* never NULL */
};

struct bpmn_flow {
    const char *id, *name;
    int line;
    const struct bpmn_element *source, *target;
    const char *condition; /* text; NULL when there is none */
    bool is_default;
};

/** Limits of what is read; NULL stands for these defaults. */
struct bpmn_limits {
    size_t bytes;    /* 8 MiB */
    size_t elements; /* 200 000 XML elements, diagram included */
    size_t depth;    /* 64 levels of XML */
};

/**
 * Model from the bytes of a .bpmn file: checked by the static rules of the standard, scripts compiled.
 *
 * No DTD, no entities besides the five of XML, nothing is fetched. Threads may share the model.
 *
 * @limits  NULL for the defaults
 * @arena   for the faults
 * @ret_model   set only on success; end it with bpmn_model_free
 * @ret_faults  all that was found, in order of lines; on success it may hold warnings
 * @return RPC_OK; RPC_INVALID_ARGUMENT when a fault is no warning; RPC_RESOURCE_EXHAUSTED beyond a limit
 */
enum rpc_code bpmn_parse(const void *bytes, size_t length, const struct bpmn_limits *limits, struct arena *arena,
                         struct bpmn_model **ret_model, struct bpmn_faults *ret_faults) OKNO_MUST_CHECK;

/**
 * Model of a file that bpmn_parse let through once, perhaps by fewer rules than there are now: what runs on it runs on,
 * and what newer rules find is a warning. Never for a file that nobody judged.
 *
 * @return RPC_OK; RPC_INVALID_ARGUMENT for what is no BPMN at all; RPC_RESOURCE_EXHAUSTED beyond the default limits
 */
enum rpc_code bpmn_parse_published(const void *bytes, size_t length, struct arena *arena, struct bpmn_model **ret_model,
                                   struct bpmn_faults *ret_faults) OKNO_MUST_CHECK;

void bpmn_model_free(struct bpmn_model *model); /* NULL is fine */

size_t bpmn_model_elements(const struct bpmn_model *model);
/** Document order; NULL beyond the last. */
const struct bpmn_element *bpmn_model_element(const struct bpmn_model *model, size_t index);
const struct bpmn_element *bpmn_model_find(const struct bpmn_model *model, const char *id);
/** One of the triggers by which an instance can begin at an element with `starts`; any of them begins one. */
struct bpmn_beginning {
    enum bpmn_trigger trigger; /* message, signal, timer, condition */
    const char *name;          /* of the message or signal; "" */
    const char *timer;         /* ISO 8601 date or cycle; "" */
};
/** In document order; false beyond the last, and for an element where nothing begins by a trigger. */
bool bpmn_beginning(const struct bpmn_element *element, size_t index, struct bpmn_beginning *ret_beginning);

/** Moments of a timer that begins instances. */
struct bpmn_moments {
    int64_t due_us; /* the next one */
    uint32_t left;  /* how many follow; BPMN_ENDLESS */
};
#define BPMN_ENDLESS UINT32_MAX
/**
 * The first moment of a timer, as bpmn_beginning gives it, that is not before the time from which it counts. A cycle
 * without a date begins an interval after that time; moments of a dated one that have passed by then are gone.
 *
 * @return false when there is none
 */
bool bpmn_moments_first(const char *timer, int64_t from_us, struct bpmn_moments *ret_moments);
/** Goes to the next one; false when that was the last. */
bool bpmn_moments_next(const char *timer, struct bpmn_moments *moments);

size_t bpmn_model_flows(const struct bpmn_model *model);
const struct bpmn_flow *bpmn_model_flow(const struct bpmn_model *model, size_t index);

enum bpmn_change_kind { BPMN_ADDED, BPMN_REMOVED, BPMN_CHANGED };

/** Differences of two versions, by element and flow ids. Where things stand in the drawing does not count. */
struct bpmn_change {
    enum bpmn_change_kind change;
    const char *id, *name, *kind; /* kind as in the file; "sequenceFlow" for flows */
};
size_t bpmn_diff(struct arena *arena, const struct bpmn_model *before, const struct bpmn_model *after,
                 const struct bpmn_change **ret_changes);

/* ------------------------------------------------------------------ state */

enum bpmn_status_code { BPMN_ACTIVE = 1, BPMN_COMPLETED, BPMN_TERMINATED, BPMN_CANCELLED, BPMN_FAILED };

/** What a token waits for. */
enum bpmn_phase {
    BPMN_READY = 1,    /* on its way; never in a state between steps */
    BPMN_SCOPE,        /* for what lies in it: process, sub-process */
    BPMN_BODY,         /* for the instances of a loop or multi-instance activity */
    BPMN_WAIT_TASK,    /* for a person */
    BPMN_WAIT_SERVICE, /* for a service */
    BPMN_WAIT_CALLED,  /* for a called process */
    BPMN_WAIT_EVENT,   /* for its trigger */
    BPMN_WAIT_CHOICE,  /* event-based gateway: for the first of its events */
    BPMN_WAIT_JOIN,    /* at a gateway, for the others */
    BPMN_WAIT_RESET,   /* complex gateway that went on, for the rest */
    BPMN_COMPENSATING, /* for the handlers of compensation */
};

/** One thing that is going on. Its id is never used again in the instance. */
struct bpmn_token {
    uint32_t id;
    uint32_t parent; /* token of the scope it lies in; 0 for the process itself */
    uint32_t host;   /* whose subscription this is: activity of a boundary event, event-based gateway; else 0 */
    const struct bpmn_element *element;
    enum bpmn_phase phase;
    enum bpmn_trigger trigger; /* that it waits for, with BPMN_WAIT_EVENT */
    int64_t since_us;          /* when it came to be */
    int64_t due_us;            /* timer or term; 0 when there is none */
    const char *name;          /* of the message or signal it waits for */
    const char *correlation;   /* that the message must carry; NULL for any */
    uint32_t index;            /* of a loop or multi-instance, from 0 */
    bool overdue;              /* its term has passed */
};

/** An instance of a process. */
struct bpmn_state {
    const struct bpmn_model *model;
    const struct bpmn_element *process;
    enum bpmn_status_code status;
    bool suspended;
    int64_t suspended_us;
    const struct bpmn_value *variables; /* of the process */
    size_t n_tokens;
    const struct bpmn_token *const *tokens; /* by id */
    const char *error;                      /* code, when failed */
};

/** Adds the stored form (okno.process.v1.State) to `out`. */
void bpmn_state_pack(const struct bpmn_state *state, struct text *out);

/**
 * @model  of the version that packed it
 * @return RPC_OK; RPC_INVALID_ARGUMENT for what is no state; RPC_FAILED_PRECONDITION when the model is another;
 *         RPC_RESOURCE_EXHAUSTED
 */
enum rpc_code bpmn_state_unpack(const struct bpmn_model *model, const void *bytes, size_t length, struct arena *arena,
                                const struct bpmn_state **ret_state) OKNO_MUST_CHECK;

/** NULL when it does not exist (any more). */
const struct bpmn_token *bpmn_state_token(const struct bpmn_state *state, uint32_t id);

/* ------------------------------------------------------------------ events */

enum bpmn_event_kind {
    BPMN_START,             /* element (a start event, or NULL: the one without trigger), process, variables */
    BPMN_TASK_COMPLETED,    /* token, outcome, variables */
    BPMN_MESSAGE_DELIVERED, /* name, correlation, variables; token narrows it to one subscription */
    BPMN_SIGNAL_DELIVERED,  /* name, variables */
    BPMN_TIMER_FIRED,       /* token: of a timer, or of an activity whose term ends */
    BPMN_TIMER_REDATED,     /* token, due_us */
    BPMN_SERVICE_RETURNED,  /* token, variables */
    BPMN_SERVICE_FAILED,    /* token, code, variables */
    BPMN_CALLED_ENDED,      /* token, variables; code when it failed with an error */
    BPMN_CALLED_ESCALATED,  /* token, code, variables: the called process goes on */
    BPMN_ESCALATED,         /* token, code: somebody escalates an activity */
    BPMN_VARIABLES_CHANGED, /* variables: put over those of the process */
    BPMN_CANCEL_INSTANCE,   /* code: why */
    BPMN_SUSPEND,
    BPMN_RESUME,
    BPMN_MIGRATE, /* target, map */
};

/** Element of this version that takes the place of one of the old; those not named keep their id. */
struct bpmn_mapping {
    const char *from, *to;
};

/** Terms in days are counted by whoever drives; NULL members refuse working days and take days of 24 hours. */
struct bpmn_calendar {
    void *arg;
    /** End of a term that begins at `from_us`. */
    enum rpc_code (*term_end)(void *arg, int64_t from_us, int32_t amount, enum bpmn_term_unit unit,
                              int64_t *ret_end_us);
    /** End of a term, moved by a suspension. */
    enum rpc_code (*term_shift)(void *arg, int64_t end_us, int64_t suspended_us, int64_t resumed_us,
                                enum bpmn_term_unit unit, int64_t *ret_end_us);
};

/** What happened. Members not named beside the kind are left zero. */
struct bpmn_event {
    enum bpmn_event_kind kind;
    int64_t now_us;
    const struct bpmn_calendar *calendar; /* NULL: none */
    uint32_t token;
    const char *process, *element, *name, *correlation, *outcome, *code;
    const struct bpmn_value *variables;
    int64_t due_us;
    const struct bpmn_model *target;
    const struct bpmn_mapping *map;
    size_t n_map;
};

/* ------------------------------------------------------------------ effects */

enum bpmn_effect_kind {
    BPMN_ELEMENT_ENTERED,
    BPMN_ELEMENT_LEFT,
    BPMN_ELEMENT_CANCELLED, /* why */
    BPMN_TASK_CREATED,      /* index, due_us, performer, input */
    BPMN_TASK_CANCELLED,
    BPMN_TIMER_SET,       /* due_us; is_term: it is the term of an activity, which a suspension stops */
    BPMN_TIMER_MOVED,     /* due_us, is_term */
    BPMN_TIMER_CANCELLED, /* is_term */
    BPMN_TERM_MISSED,     /* why: RECORD, SUPERVISOR, or the escalation's code */
    BPMN_MESSAGE_OPENED,  /* name, correlation */
    BPMN_MESSAGE_CLOSED,  /* name, correlation */
    BPMN_MESSAGE_SENT,    /* name, correlation, target, input */
    BPMN_SIGNAL_OPENED,   /* name */
    BPMN_SIGNAL_CLOSED,   /* name */
    BPMN_SIGNAL_THROWN,   /* name, input: for other instances; this one has had it */
    BPMN_SERVICE_CALLED,  /* name: the operation; input, index */
    BPMN_SERVICE_CANCELLED,
    BPMN_PROCESS_CALLED,      /* name: code of what is called; binding; internal; input */
    BPMN_PROCESS_CANCELLED,   /* the called one is to be cancelled */
    BPMN_STATUS_SHOWN,        /* status */
    BPMN_ESCALATION_RAISED,   /* name: code; nobody within caught it: for the caller, BPMN_CALLED_ESCALATED */
    BPMN_INSTANCE_COMPLETED,  /* input: the variables it ended with */
    BPMN_INSTANCE_TERMINATED, /* by a terminate end event; input */
    BPMN_INSTANCE_CANCELLED,
    BPMN_INSTANCE_FAILED, /* name: code of the error that nobody caught; input */
    BPMN_INSTANCE_SUSPENDED,
    BPMN_INSTANCE_RESUMED,
};

const char *bpmn_effect_name(enum bpmn_effect_kind kind);

/**
 * One thing to do, or to remember. `kind` and `token` together come once in the life of an instance, except
 * BPMN_TIMER_* (repeat: the last holds), BPMN_STATUS_SHOWN, BPMN_MESSAGE_SENT and BPMN_SIGNAL_THROWN of a
 * multi-instance activity's behaviour, and subscriptions whose name a migration changes (closed, then opened).
 */
struct bpmn_effect {
    enum bpmn_effect_kind kind;
    uint32_t token;
    const struct bpmn_element *element; /* its extensions say form, documents, outcomes */
    uint32_t parent;                    /* token of the scope */
    uint32_t index;
    int64_t due_us;
    bool is_term, internal;
    const char *name, *correlation, *target, *binding, *why;
    struct bpmn_performer performer; /* expressions evaluated */
    const struct bpmn_status *status;
    const struct bpmn_value *input;
};

struct bpmn_effects {
    const struct bpmn_effect *items; /* in the order in which they happened */
    size_t n;
};

/**
 * The next state.
 *
 * @state  NULL to start an instance; stays as it was
 * @arena  of what is returned, which also shares what `state`, `event` and the model hold
 * @ret_state, @ret_effects  set only on success
 * @ret_fault  set when the model could not go on, and with every other refusal: what is wrong, where
 * @return RPC_OK
 *         RPC_NOT_FOUND  no such token, start event or subscription: done already, or never was
 *         RPC_FAILED_PRECONDITION  the event does not fit: the instance has ended, the migration is not safe
 *         RPC_INVALID_ARGUMENT  the outcome is none of the task's, a variable has no usable name
 *         RPC_ABORTED  the model cannot go on from here: a script failed, no flow's condition held, too many steps.
 *                      The state is untouched; the event may come again, after a migration to a better version
 *         RPC_RESOURCE_EXHAUSTED  tokens, variables or the arena beyond their limits
 */
enum rpc_code bpmn_step(const struct bpmn_model *model, const struct bpmn_state *state, const struct bpmn_event *event,
                        struct arena *arena, const struct bpmn_state **ret_state, struct bpmn_effects *ret_effects,
                        struct bpmn_fault *ret_fault) OKNO_MUST_CHECK;

#endif
