//! The clients at work: calls to one server, which is the one by hand, in another process.

use std::collections::BTreeMap;
use std::future::Future;
use std::time::{Duration, Instant};

use stats_alloc::Region;
use tokio::task::JoinSet;
use wire_client::{Client, types};

use crate::by_hand::{Address, Item, Order, State};
use crate::rounds::{AT_A_TIME, Length, Measured, SIDES, Turns};
use crate::serve::Server;
use crate::{ALLOCATOR, Failure, by_hand};

const CUSTOMER: &str = "Anna Berg";
const LIMIT: i32 = 25;

/// The order that is sent.
pub(crate) fn order() -> Order {
    let text = |text: &str| Some(text.to_owned());
    let item = |number: i32| Item {
        sku: format!("SKU-{number:05}"),
        quantity: number,
        price: 12.5 * f64::from(number),
    };
    let address = Address {
        street: "Harbour Street 12".to_owned(),
        city: "Kiel".to_owned(),
        postcode: text("24103"),
        country: "DE".to_owned(),
    };
    Order {
        id: 918_273_645,
        number: text("2026-00817"),
        customer: CUSTOMER.to_owned(),
        email: "anna.berg@example.com".to_owned(),
        phone: text("+49 431 555 0199"),
        currency: "EUR".to_owned(),
        total: 187.5,
        discount: Some(12.25),
        tax: Some(29.94),
        weight_grams: Some(2350),
        paid: true,
        gift: Some(false),
        created: 1_795_453_229_354,
        updated: Some(1_795_453_231_002),
        state: State::Packed,
        tags: Some(vec!["spring".to_owned(), "returning".to_owned()]),
        items: (1..=3).map(item).collect(),
        ship_to: address.clone(),
        bill_to: Some(address),
        note: text("Please leave it with the neighbours on the second floor."),
    }
}

/// Measures both clients, and writes what came of it.
pub(crate) async fn measure(length: Length) -> Result<(), Failure> {
    let server = Server::start("by-hand")?;
    let base = format!("http://127.0.0.1:{}", server.port);
    // All calls have the same client and send the same order, which are there as long as the program
    // runs.
    let emitted: &'static Client = Box::leak(Box::new(Client::builder(&base).build()?));
    let by_hand: &'static by_hand::Client = Box::leak(Box::new(by_hand::Client::new(&base)?));
    let by_hand_order: &'static Order = Box::leak(Box::new(order()));
    let emitted_order: types::Order = serde_json::from_value(serde_json::to_value(order())?)?;
    let emitted_order: &'static types::Order = Box::leak(Box::new(emitted_order));

    let mut measured = Measured::new();
    let find = rounds(
        length,
        move || async move {
            let call = emitted.orders().find_orders(CUSTOMER).limit(LIMIT);
            let found = call.send().await?.into_body();
            expect(found.count == 3 && found.limit == LIMIT)
        },
        move || async move {
            let found = by_hand.find(CUSTOMER, LIMIT).await?;
            expect(found.count == 3 && found.limit == LIMIT)
        },
    );
    measured.insert("GET, two parameters", find.await?);
    let create = rounds(
        length,
        move || async move {
            let call = emitted.orders().create_order(emitted_order);
            let created = call.send().await?.into_body();
            expect(created.id == emitted_order.id && created.items.len() == 3)
        },
        move || async move {
            let created = by_hand.create(by_hand_order).await?;
            expect(created.id == by_hand_order.id && created.items.len() == 3)
        },
    );
    measured.insert("POST, 20 fields", create.await?);
    println!("{}", serde_json::to_string(&measured)?);
    Ok(())
}

fn expect(right: bool) -> Result<(), Failure> {
    match right {
        true => Ok(()),
        false => Err("the answer isn't what it has to be".into()),
    }
}

async fn rounds<A, B, FutureA, FutureB>(
    length: Length,
    emitted: A,
    by_hand: B,
) -> Result<BTreeMap<&'static str, Turns>, Failure>
where
    A: Fn() -> FutureA + Clone + Send + 'static,
    B: Fn() -> FutureB + Clone + Send + 'static,
    FutureA: Future<Output = Result<(), Failure>> + Send,
    FutureB: Future<Output = Result<(), Failure>> + Send,
{
    turn(&emitted, length.warm_up()).await?;
    turn(&by_hand, length.warm_up()).await?;
    let mut sides = SIDES.map(|side| (side, Turns::default()));
    for round in 0..length.rounds {
        let [(_, ours), (_, theirs)] = &mut sides;
        // Who was second is first in the next round.
        if round.is_multiple_of(2) {
            ours.add(turn(&emitted, length.turn).await?);
            theirs.add(turn(&by_hand, length.turn).await?);
        } else {
            theirs.add(turn(&by_hand, length.turn).await?);
            ours.add(turn(&emitted, length.turn).await?);
        }
    }
    Ok(sides.into())
}

/// Calls for so long; gives how many calls there were per second, and allocations per call.
async fn turn<Call, Calling>(call: &Call, length: Duration) -> Result<(f64, f64), Failure>
where
    Call: Fn() -> Calling + Clone + Send + 'static,
    Calling: Future<Output = Result<(), Failure>> + Send,
{
    let region = Region::new(ALLOCATOR);
    let start = Instant::now();
    let end = start + length;
    let mut tasks = JoinSet::new();
    for _ in 0..AT_A_TIME {
        let call = call.clone();
        tasks.spawn(async move {
            let mut count = 0_u32;
            while Instant::now() < end {
                call().await?;
                count += 1;
            }
            Ok::<u32, Failure>(count)
        });
    }
    let mut total = 0.0;
    while let Some(count) = tasks.join_next().await {
        total += f64::from(count??);
    }
    let seconds = start.elapsed().as_secs_f64();
    let change = region.change();
    let allocations = change.allocations + change.reallocations;
    Ok((total / seconds, allocations as f64 / total.max(1.0)))
}
