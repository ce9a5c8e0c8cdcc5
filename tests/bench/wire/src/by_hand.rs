//! The server and the calls as one writes them without oasmith.

use std::time::Duration;

use axum::extract::{Json, Query};
use axum::http::StatusCode;
use axum::routing::get;
use serde::{Deserialize, Serialize};

use crate::Failure;
use crate::checks::{self, Fault};

#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    pub(crate) customer: String,
    pub(crate) limit: Option<i32>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) customer: String,
    pub(crate) limit: i32,
    pub(crate) count: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) postcode: Option<String>,
    pub(crate) country: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) sku: String,
    pub(crate) quantity: i32,
    pub(crate) price: f64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Open,
    Packed,
    Sent,
    Delivered,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) number: Option<String>,
    pub(crate) customer: String,
    pub(crate) email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) phone: Option<String>,
    pub(crate) currency: String,
    pub(crate) total: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) discount: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tax: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) weight_grams: Option<i32>,
    pub(crate) paid: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) gift: Option<bool>,
    pub(crate) created: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated: Option<i64>,
    pub(crate) state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tags: Option<Vec<String>>,
    pub(crate) items: Vec<Item>,
    pub(crate) ship_to: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bill_to: Option<Address>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

async fn find(Query(search): Query<Search>) -> Json<Found> {
    Json(Found {
        customer: search.customer,
        limit: search.limit.unwrap_or(10),
        count: 3,
    })
}

async fn create(Json(order): Json<Order>) -> (StatusCode, Json<Order>) {
    (StatusCode::CREATED, Json(order))
}

/// An answer, or what is wrong with the request.
type Checked<T> = Result<T, (StatusCode, Json<Vec<Fault>>)>;

async fn find_checked(Query(search): Query<Search>) -> Checked<Json<Found>> {
    checked(checks::search(&search))?;
    Ok(find(Query(search)).await)
}

async fn create_checked(Json(order): Json<Order>) -> Checked<(StatusCode, Json<Order>)> {
    checked(checks::order(&order))?;
    Ok(create(Json(order)).await)
}

fn checked(faults: Vec<Fault>) -> Checked<()> {
    match faults.is_empty() {
        true => Ok(()),
        false => Err((StatusCode::UNPROCESSABLE_ENTITY, Json(faults))),
    }
}

pub(crate) fn router() -> axum::Router {
    axum::Router::new()
        .route("/orders", get(find).post(create))
        .route("/checked-orders", get(find_checked).post(create_checked))
}

/// Calls a server.
pub(crate) struct Client {
    http: reqwest::Client,
    orders: String,
}

impl Client {
    pub(crate) fn new(base: &str) -> Result<Self, Failure> {
        // It says who it is and doesn't wait forever, as the emitted client does by default.
        let http = reqwest::Client::builder()
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60));
        Ok(Self {
            http: http.build()?,
            orders: format!("{base}/orders"),
        })
    }

    pub(crate) async fn find(&self, customer: &str, limit: i32) -> Result<Found, Failure> {
        let request = self.http.get(&self.orders);
        let request = request.query(&[("customer", customer)]);
        let response = request.query(&[("limit", limit)]).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }

    pub(crate) async fn create(&self, order: &Order) -> Result<Order, Failure> {
        let response = self.http.post(&self.orders).json(order).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }
}
